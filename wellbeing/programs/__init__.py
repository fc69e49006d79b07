"""Programmes: weeks of small steps that HR builds and people follow at their own pace; use is never counted."""
