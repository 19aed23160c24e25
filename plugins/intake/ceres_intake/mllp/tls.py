"""TLS of the listener, with or without certificates of the senders."""

from __future__ import annotations

import ssl
from collections.abc import Callable

from ceres.api import Refused, system_words
from ceres_intake.mllp.settings import MllpSettings


def tls_context(settings: MllpSettings) -> ssl.SSLContext | None:
    """Return the context, None for a listener in clear.

    Raises:
        Refused: the files do not make one.
    """
    if not settings.tls_cert:
        if settings.tls_key or settings.client_ca:
            raise Refused("il manque le certificat du serveur : --tls-cert, ou plugins.intake.mllp_tls_cert.")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(
        "mllp_tls_cert",
        settings.tls_cert,
        lambda: context.load_cert_chain(settings.tls_cert, settings.tls_key or None, password=_no_password),
    )
    if settings.client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        _load("mllp_client_ca", settings.client_ca, lambda: context.load_verify_locations(settings.client_ca))
    return context


def _load(name: str, file: str, load: Callable[[], None]) -> None:
    try:
        load()
    except ssl.SSLError as error:
        raise Refused(
            f"plugins.intake.{name} : {file} : ce n’est pas un certificat ou une clé utilisable ({error.reason or 'format'})."
        ) from error
    except OSError as error:
        raise Refused(f"plugins.intake.{name} : {file} : {system_words(error)} ; corriger le chemin ou les droits.") from error
    except ValueError as error:
        raise Refused("la clé du certificat TLS est protégée par un mot de passe : en donner une qui ne l’est pas.") from error


def _no_password() -> str:
    # OpenSSL would ask at the terminal, and a service has none.
    raise ValueError
