"""A staff member at the REST API."""

from typing import Any, Self

import httpx2

PASSWORD = "toritsugi-demo"


class Staff:
    """Signed in with a demo account."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    @classmethod
    async def signed_in(cls, url: str, email: str = "agent1@demo.example") -> Self:
        http = httpx2.AsyncClient(base_url=url, timeout=20)
        response = await http.post("/api/session", json={"email": email, "password": PASSWORD})
        assert response.status_code == 200, response.text
        http.headers["X-CSRF-Token"] = response.json()["csrf_token"]
        return cls(http)

    async def get(self, path: str, **query: str) -> Any:
        response = await self._http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def close(self) -> None:
        await self._http.aclose()
