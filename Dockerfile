# The product without embedded engines: pages, workers and scheduler from one image, as an ordinary user.
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/wellbeing
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --require-hashes -r requirements/runtime.txt

COPY pyproject.toml README.md LICENSE wsgi.py ./
COPY requirements/*.in requirements/
COPY tenants tenants
COPY wellbeing wellbeing
COPY reports reports
RUN pip install --no-deps --no-build-isolation --editable . \
    && useradd --system --create-home --home-dir /home/wellbeing wellbeing \
    && install -d -o wellbeing -m 700 /srv/erasures

USER wellbeing
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/static/tokens.css', timeout=4)"]
CMD ["wellbeing", "serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "4", "--threads", "4"]
