"""Headers that every response carries, errors included (OWASP Secure Headers; promises 8 and 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ceres.web.request import Request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",  # the PDF beside its report
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
UNUSED_FEATURES = (
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "serial",
    "usb",
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
}
# A view may say otherwise: the PDF may be framed by our own page, static files may be kept.
UNLESS_SAID = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
ONE_YEAR = 365 * 24 * 3600  # seconds


def add_headers(event: Any) -> None:
    """Complete the headers of a response (subscriber of ``NewResponse``)."""
    request: Request = event.request
    headers = event.response.headers
    headers.update(EVERYWHERE)
    for name, value in UNLESS_SAID.items():
        headers.setdefault(name, value)
    if request.scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
