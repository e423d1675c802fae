"""What operators ask: is it well (`/healthz`), and what does it do (`/metrics`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import text

from data_access.live.publisher import utc_now
from data_access.live.service import Service

_LATE_SECONDS = 180  # an instant is published every minute


def register(server: Flask, service: Service) -> None:
    """Add the routes `/healthz` and `/metrics` to a server."""
    registry = CollectorRegistry()
    registry.register(_Metrics(service))

    def healthz() -> tuple[Response, int]:
        found = health(service, utc_now())
        return jsonify(found), 200 if found["status"] == "ok" else 503

    def metrics() -> Response:
        return Response(generate_latest(registry), mimetype=CONTENT_TYPE_LATEST)

    server.add_url_rule("/healthz", "healthz", healthz)
    server.add_url_rule("/metrics", "metrics", metrics)


def health(service: Service, now: datetime) -> dict[str, Any]:
    """Whether the record answers and the published instant is of this moment, and why not."""
    problems = []
    try:
        with service.record.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception as error:
        problems.append(f"the record does not answer: {type(error).__name__}")
    published = service.published
    age = None if published is None else (now - published.as_of).total_seconds()
    if age is None or abs(age) > _LATE_SECONDS:
        problems.append("nothing was published for three minutes")
    return {
        "status": "failing" if problems else "ok",
        "problems": problems,
        "version": None if published is None else published.version,
        "as_of": None if published is None else published.as_of.isoformat(),
        "age_seconds": age,
    }


class _Metrics(Collector):
    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Any:
        service = self._service
        published = service.published
        if published is not None:
            yield GaugeMetricFamily(
                "onescreen_published_version", "Newest published version", published.version
            )
            yield GaugeMetricFamily(
                "onescreen_published_timestamp_seconds",
                "Moment that the published figures are as of",
                published.as_of.timestamp(),
            )
        yield GaugeMetricFamily(
            "onescreen_publish_failures", "Failures to publish in a row", service.publisher.failures
        )
        yield CounterMetricFamily(
            "onescreen_publications", "Instants published", service.publisher.publications
        )
        yield GaugeMetricFamily(
            "onescreen_publication_late_seconds",
            "By how much load held the newest publication up; 0 below a second",
            service.publisher.late.total_seconds(),
        )
        yield GaugeMetricFamily(
            "onescreen_answers_under_way",
            "Filters whose screens are being computed now, or wait for their turn",
            service.looks.under_way + service.refreshes.under_way,
        )
        yield CounterMetricFamily("onescreen_cache_hits", "Answers found", service.cache.hits)
        yield CounterMetricFamily(
            "onescreen_cache_misses", "Answers computed", service.cache.misses
        )
