// One step at a time with a calm timer, for whoever asks for it. The page is whole without it. The timer only suggests:
// nothing goes on by itself, it can rest, seconds are shown only when wanted, and nothing is sent or kept.
const TICK = 250;
const form = document.querySelector("form[data-player]");

function player() {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const act = (name) => form.querySelector(`[data-act="${name}"]`);
  const steps = [...form.querySelectorAll("[data-step]")];
  const [timer, stop, end] = [part("timer"), part("stop"), part("end")];
  const [bar, words, clock] = [timer.querySelector("progress"), part("words"), part("clock")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const around = [...document.querySelectorAll("main [data-around]")];
  const after = [...document.querySelectorAll("main > [data-after]")];
  let at = -1;
  let passed = 0;
  let resting = false;
  let ticking;

  const show = (elements, on) => elements.forEach((one) => (one.hidden = !on));

  // With reduced motion the bar stands in quarters instead of moving along.
  function draw() {
    const whole = Number(steps[at].dataset.seconds);
    const share = Math.min(1, passed / whole);
    bar.value = still.matches ? Math.floor(share * 4) / 4 : share;
    clock.textContent = form.dataset.left.replace("{seconds}", Math.max(0, Math.ceil(whole - passed)));
    if (share === 1 && !resting) words.textContent = form.dataset.ended;
  }

  function tick() {
    const before = performance.now();
    ticking = setTimeout(() => {
      if (!resting) passed += (performance.now() - before) / 1000;
      draw();
      tick();
    }, TICK);
  }

  function rest(on) {
    resting = on;
    const button = act("pause");
    button.dataset.pause ||= button.textContent;
    button.textContent = on ? button.dataset.resume : button.dataset.pause;
    words.textContent = on ? form.dataset.paused : "";
  }

  function step(to) {
    clearTimeout(ticking);
    if (to >= steps.length) return finish();
    at = Math.max(0, to);
    passed = 0;
    steps.forEach((one, place) => (one.hidden = place !== at));
    act("back").hidden = at === 0;
    rest(false);
    draw();
    tick();
    const title = steps[at].querySelector("h2");
    title.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
    return undefined;
  }

  function begin() {
    show([...around, ...after, part("begin"), end], false);
    show([timer, stop], true);
    step(0);
  }

  function finish() {
    clearTimeout(ticking);
    at = -1;
    show([...steps, timer, stop], false);
    show([end, ...after], true);
    const all = act("all");
    if (all) all.hidden = false;
    end.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  function everything() {
    show([...around, ...after, ...steps, part("begin"), stop, end], true);
    show([timer, act("all")], false);
    act("begin").focus();
  }

  stop.addEventListener("click", (event) => {
    if (at < 0) return; // the plain link leads to the end of the page
    event.preventDefault();
    finish();
  });
  const acts = {
    begin,
    all: everything,
    next: () => step(at + 1),
    skip: () => step(at + 1),
    back: () => step(at - 1),
    pause: () => rest(!resting),
    clock: () => {
      clock.hidden = !clock.hidden;
      act("clock").setAttribute("aria-pressed", String(!clock.hidden));
    },
  };
  form.addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  part("begin").hidden = false;
}

if (form) player();
