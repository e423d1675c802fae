"""Settings of access: who may reach the screen, and how it is known who somebody is."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from data_access.reach import Role

Network = IPv4Network | IPv6Network
_DAY = 86400
_SHORTEST_TOKEN = 16  # characters


class AccessSettings(BaseSettings):
    """The part of the settings that `Settings` inherits."""

    access: Literal["none", "accounts", "proxy", "oidc"] = Field(
        "none",
        description="how it is known who looks: none (everyone sees everything, on loopback only), "
        "accounts, proxy or oidc",
    )
    host: str = Field(
        "127.0.0.1", description="address to listen on; another than loopback needs an access"
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="addresses or networks of reverse proxies that are believed, by commas"
    )
    proxy_user_header: str = Field(
        "Remote-User", description="header in which a trusted proxy names the account"
    )
    oidc_issuer: str = Field("", description="address of the OpenID Connect provider")
    oidc_client_id: str = Field("", description="what the provider calls this application")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="the application's secret at the provider"
    )
    oidc_name_claim: str = Field(
        "preferred_username", min_length=1, description="claim that names the account"
    )
    session_idle_seconds: int = Field(
        _DAY // 2,
        ge=60,
        le=30 * _DAY,
        description="a session ends when unused for so long, seconds",
    )
    session_seconds: int = Field(
        7 * _DAY, ge=60, le=365 * _DAY, description="and so long after the login at the latest"
    )
    unmasked_roles: Annotated[tuple[Role, ...], NoDecode] = Field(
        ("duty", "reviewer", "administrator"),
        description="roles that see descriptions and addresses, by commas",
    )
    share_district_rates: bool = Field(
        True, description="whether a street sees the district's own rates, which bands need"
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="bearer token for /metrics; none: administrators only"
    )

    @field_validator("unmasked_roles", mode="before")
    @classmethod
    def _roles(cls, said: Any) -> Any:
        return _by_commas(said)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, said: Any) -> Any:
        found = []
        for part in _by_commas(said):
            try:
                network = ip_network(str(part))
            except ValueError as error:
                raise ValueError(
                    f"{part!r} is no address or network such as 10.0.0.5 or 10.0.0.0/24 ({error})"
                ) from None
            if network.prefixlen == 0:
                raise ValueError(f"{part!r} is every address: name the proxies alone")
            found.append(network)
        return tuple(found)

    @field_validator("host")
    @classmethod
    def _open_only_with_access(cls, host: str, others: ValidationInfo) -> str:
        try:
            address = None if host == "localhost" else ip_address(host)
        except ValueError:
            raise ValueError(f"{host!r} is no address, such as 127.0.0.1 or 0.0.0.0") from None
        loopback = address is None or address.is_loopback
        if not loopback and others.data.get("access") == "none":  # absent: it is wrong itself
            raise ValueError(
                f"{host!r} is not a loopback address, and without access everyone who reaches the "
                "screen sees everything: set ONESCREEN_ACCESS to accounts, proxy or oidc, or listen "
                "on 127.0.0.1"
            )
        return host

    @field_validator("proxy_user_header")
    @classmethod
    def _a_header(cls, name: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9-]+", name):
            raise ValueError(f"{name!r} is no name of a header, such as Remote-User")
        return name

    @field_validator("oidc_issuer")
    @classmethod
    def _an_issuer(cls, url: str) -> str:
        local = r"http://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(/[^\s?#]*)?"
        if url and not re.fullmatch(rf"https://[^\s/?#@]+(/[^\s?#]*)?|{local}", url):
            raise ValueError(f"{url!r} is no address such as https://login.example.org/realms/city")
        return url

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, token: SecretStr) -> SecretStr:
        if token and len(token.get_secret_value()) < _SHORTEST_TOKEN:
            raise ValueError(f"at least {_SHORTEST_TOKEN} characters are needed")
        return token

    @model_validator(mode="after")
    def _what_a_mode_needs(self) -> AccessSettings:
        needed = {
            "proxy": ("trusted_proxies",),
            "oidc": ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
        }
        for name in needed.get(self.access, ()):
            if not getattr(self, name):
                raise ValueError(
                    f"ONESCREEN_{name.upper()} (in a TOML file: {name}): ONESCREEN_ACCESS={self.access} "
                    f"needs it, {_NEEDED_FOR[name]}"
                )
        return self


_NEEDED_FOR = {
    "trusted_proxies": "the addresses whose word on who somebody is is taken, such as 127.0.0.1",
    "oidc_issuer": "the provider's address, such as https://login.example.org/realms/city",
    "oidc_client_id": "as the provider has it for this application",
    "oidc_client_secret": "as the provider has it for this application",
}


def _by_commas(said: Any) -> Any:
    if isinstance(said, str):
        return [part for part in re.split(r"[,\s]+", said) if part]
    return said if isinstance(said, list | tuple) else [said]
