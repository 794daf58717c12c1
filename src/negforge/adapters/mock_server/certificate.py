"""A certificate for this machine, made on the spot: an authority to trust, and what it signed."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from negforge.core.errors import RunError, UsageError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

VALID = timedelta(days=30)
CA_FILE, KEY_FILE = "ca.pem", "server-key.pem"


@dataclass(frozen=True, slots=True)
class Certificate:
    """``ca_file``: what clients trust. ``key_file``: the server's key and certificate, for its owner's eyes only."""

    ca_file: Path
    key_file: Path

    def context(self) -> ssl.SSLContext:
        """For a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.key_file)
        return context


def make_certificate(folder: Path) -> Certificate:
    """Writes a certificate for localhost, 127.0.0.1 and ::1 into ``folder``, which is made if need be; one that lies
    there is replaced. The authority's own key is forgotten. Raises UsageError where `cryptography` is not installed."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    except ImportError:
        raise UsageError("--tls needs the package `cryptography`; install negforge[serve]") from None
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed(ca_key, ca_key, subject="negforge mock authority", issuer=None)
    own = _signed(key, ca_key, subject="localhost", issuer=authority)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = Certificate(folder / CA_FILE, folder / KEY_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_private(made.key_file, secret + own.public_bytes(Encoding.PEM))
        made.ca_file.write_bytes(authority.public_bytes(Encoding.PEM))
    except OSError as error:
        raise RunError(f"{folder}: no certificate can be written there ({error.strerror}); choose --tls-dir") from None
    return made


def _write_private(path: Path, content: bytes) -> None:
    """Readable by its owner only from the first byte on."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _signed(
    key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey, *, subject: str, issuer: x509.Certificate | None
) -> x509.Certificate:
    """A certificate for the key: the authority's own where there is no issuer, else the server's."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=issuer is None, crl_sign=issuer is None, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )
    if issuer is not None:
        addresses = [x509.IPAddress(ip_address(text)) for text in ("127.0.0.1", "::1")]
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *addresses]), False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    return builder.sign(signer, hashes.SHA256())
