"""Every cookie of ours belongs to this very host where there is HTTPS, and signing out leaves nothing behind."""

from pathlib import Path

from clerk import Browser, give_password
from office import opened_in_files

from web.app import FORMS
from web.auth import COOKIE as SESSION
from web.language import COOKIE as LANGUAGE
from web.pages.single import COOKIE as JOURNEY
from web.viewer import IDENTITY


def test_over_https_all_of_them(tmp_path: Path) -> None:
    with opened_in_files(tmp_path, secure_cookies=True) as office:
        give_password(office, "clerk")
        client = office.app.test_client()
        told: list[str] = []

        def send(method: str, path: str, **more: object) -> str:
            answer = client.open(path, method=method, base_url="https://office.example", **more)
            told.extend(answer.headers.getlist("Set-Cookie"))
            return answer.get_data(as_text=True)

        def token(html: str) -> str:
            return html.partition('name="csrf_token" value="')[2].partition('"')[0]

        typed = {"sign_in_name": "clerk", "password": "fixture-password", "csrf_token": token(send("GET", "/sign-in"))}
        send("POST", "/sign-in", data=typed, headers={"Referer": "https://office.example/sign-in"})
        send("GET", "/language/en")
        page = send("GET", "/identity")
        assert "Sign out" in page, "the language is read back"
        own = {"csrf_token": token(page), "grant": "1"}
        send("POST", "/identity", data=own, headers={"Referer": "https://office.example/identity"})
        names = {one.partition("=")[0] for one in told}
        assert names == {f"__Host-{name}" for name in (FORMS, SESSION, LANGUAGE, IDENTITY)}
        for one in told:
            assert "; Secure" in one
            assert "; HttpOnly" in one
            assert "Path=/" in one
            assert "Domain=" not in one
            assert "SameSite=Lax" in one
        with office.app.test_request_context():
            from web.cookies import named

            assert named(JOURNEY) == "__Host-zeren_journey"


def test_signing_out_clears_what_the_browser_kept(tmp_path: Path) -> None:
    with opened_in_files(tmp_path) as office:
        give_password(office, "clerk")
        browser = Browser(office.app)
        browser.sign_in("clerk")
        out = browser.post("/sign-out", browser.get("/identity").form("/sign-out"))
        assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert "Clear-Site-Data" not in browser.get("/sign-in").headers
