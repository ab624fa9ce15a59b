"""Evidence files as attackers send them: taken for what they are, told as such, never unpacked, handed out harmless."""

import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clerk import signed_in
from office import TOWNSHIP, Office, opened_in_files

from domain.kernel import Refused
from web.filestore import FileStore
from web.filetypes import MEDIA, download_name

PDF = b"%PDF-1.4\nx\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\nx"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_in_files(tmp_path_factory.mktemp("uploads")) as made:
        yield made


def office_file(folder: str = "word/document.xml", types: str = "", *more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in (folder, *more):
            out.writestr(name, "x")
    return made.getvalue()


def code_of(tmp_path: Path, content: bytes, name: str = "", claimed: str = "") -> str:
    """The code with which a file is refused; ``""``: taken in."""
    store = FileStore(tmp_path / "files", limit=10_000_000)
    try:
        store.take(io.BytesIO(content), name=name, claimed=claimed)
    except Refused as error:
        refused = error
    else:
        return ""
    assert refused.field == "file"
    assert "文件" in refused.zh
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [], "nothing is left behind"
    return refused.code


class TestMacros:
    @pytest.mark.parametrize(
        "content",
        [
            office_file("word/document.xml", "", "word/vbaProject.bin"),
            office_file("word/document.xml", "", "WORD/VBAPROJECT.BIN"),
            office_file("xl/workbook.xml", "", "xl/macrosheets/sheet1.xml"),
            office_file("ppt/presentation.xml", "", "ppt/activeX/activeX1.bin"),
            office_file("word/document.xml", '<Override ContentType="application/vnd.ms-word.document.macroEnabled"/>'),
            office_file(
                "word/document.xml", '<Default ContentType="application/vnd.ms-office.vbaProject"/>', "x/y.bin"
            ),
        ],
    )
    def test_are_told_as_such(self, tmp_path: Path, content: bytes) -> None:
        assert code_of(tmp_path, content, "报告.docx") == "file_macros"

    def test_so_is_the_old_format_that_may_carry_them(self, tmp_path: Path) -> None:
        assert code_of(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "报告.doc") == "file_old_office"


class TestArchives:
    def test_none_is_taken_in(self, tmp_path: Path) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            out.writestr("../../etc/passwd", "x")
        assert code_of(tmp_path, made.getvalue(), "a.zip") == "file_type"
        for head in (b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00", b"\x1f\x8b\x08\x00\x00", b"ustar\x00"):
            assert code_of(tmp_path, head + b"\x00" * 600) == "file_type"

    def test_nor_unpacked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A member that would fill the disk is not looked into."""
        read: list[str] = []
        opens = zipfile.ZipFile.open

        def noted(self: zipfile.ZipFile, name: Any, *rest: Any, **more: Any) -> Any:
            read.append(str(name))
            return opens(self, name, *rest, **more)

        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("[Content_Types].xml", "<Types/>")
            out.writestr("word/document.xml", b"\0" * 5_000_000)
        monkeypatch.setattr(zipfile.ZipFile, "open", noted)
        assert code_of(tmp_path, bomb.getvalue(), "a.docx") == ""
        assert read == ["[Content_Types].xml"]

    def test_a_list_of_types_without_end_is_not_read_to_its_end(self, tmp_path: Path) -> None:
        assert code_of(tmp_path, office_file("word/document.xml", " " * 3_000_000)) == "file_macros"

    def test_a_table_of_contents_that_would_fill_the_memory_is_not_read(self, tmp_path: Path) -> None:
        content = bytearray(office_file())
        at = content.rfind(b"PK\x05\x06")
        content[at + 12 : at + 16] = struct.pack("<L", 40_000_000)
        assert code_of(tmp_path, bytes(content)) == "file_type"
        content = bytearray(office_file())
        at = content.rfind(b"PK\x05\x06")
        content[at:at] = b"PK\x06\x07" + b"\0" * 16
        assert code_of(tmp_path, bytes(content)) == "file_type"

    @pytest.mark.parametrize("cut", [10, 40, 100, -30, -5])
    def test_what_is_broken_is_refused(self, tmp_path: Path, cut: int) -> None:
        assert code_of(tmp_path, office_file()[:cut]) == "file_type"


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "x.pdf.exe",
            "x.exe",
            "x.pdf.html",
            "x.png",
            "x.pdf .js",
            "x.svg.",
            "..\\x.bat",
            "a/b.pdf/x.php",
            "x.pdf::$DATA",
        ],
    )
    def test_another_ending_than_the_content_s_is_refused(self, tmp_path: Path, name: str) -> None:
        assert code_of(tmp_path, PDF, name) == "file_mismatch"

    @pytest.mark.parametrize(
        "name", ["", "纪要", "纪要.pdf", "纪要.PDF", "../../../etc/x.pdf", "C:\\x\\纪要.pdf", "a.exe.pdf"]
    )
    def test_of_others_only_the_content_is_kept(self, tmp_path: Path, name: str) -> None:
        assert code_of(tmp_path, PDF, name) == ""
        (kept,) = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert kept.relative_to(tmp_path).parts[:1] == ("files",)
        assert len(kept.name) == 64, "its hash, and nothing that was sent"
        assert not kept.stat().st_mode & 0o111

    def test_a_type_that_is_claimed_wrongly_is_refused(self, tmp_path: Path) -> None:
        assert code_of(tmp_path, PNG, "x.png", "application/pdf") == "file_mismatch"
        assert code_of(tmp_path, PNG, "x.png", "image/png") == ""
        assert code_of(tmp_path, PNG, "x.png", "application/octet-stream") == ""

    def test_programs_and_pages_are_no_text(self, tmp_path: Path) -> None:
        for content in (b"  <svg onload=alert(1)>", b"\xef\xbb\xbf<html>", b"<?xml version='1.0'?>", b"MZ\x90\x00"):
            assert code_of(tmp_path, content) == "file_type", content
        assert code_of(tmp_path, b"@echo off", "x.bat") == "file_mismatch"

    @pytest.mark.parametrize(
        ("title", "saved"),
        [
            ("会议纪要", "会议纪要.pdf"),
            ("会议纪要.pdf", "会议纪要.pdf"),
            ("x.exe", "x_exe.pdf"),
            ("../../x", "____x.pdf"),
            ('a"b\\c:d', "a_b_c_d.pdf"),
            ("...", "file.pdf"),
            ("a\r\nb%0d", "a__b_0d.pdf"),
        ],
    )
    def test_they_are_saved_under_a_harmless_name(self, title: str, saved: str) -> None:
        assert download_name(title, "application/pdf") == saved

    def test_every_type_has_an_ending(self) -> None:
        assert all(download_name("x", media_type) == f"x.{ending}" for media_type, ending in MEDIA.items())
        assert download_name("x" * 500, "text/plain") == "x" * 100 + ".txt"


class TestThroughTheForm:
    def send(self, office: Office, **more: Any) -> Any:
        browser = signed_in(office)
        fields = browser.get(f"/acts/file_evidence?organisation={TOWNSHIP}").form("/acts/file_evidence")
        data = {**fields, "title": "会议纪要", **more}
        return browser.client.post("/acts/file_evidence", data=data, content_type="multipart/form-data")

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"file": (io.BytesIO(PDF), "../../纪要.pdf.exe")}, "与内容不符"),
            ({"file": [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(PNG), "b.png")]}, "一次只能上传一个"),
            ({"file": (io.BytesIO(PDF), "a.pdf"), "other": (io.BytesIO(PNG), "b.png")}, "没有这一栏"),
            ({}, "请选择要上传的文件"),
        ],
    )
    def test_refusals_name_the_field_and_nothing_is_recorded(
        self, office: Office, more: dict[str, Any], said: str
    ) -> None:
        before = office.position()
        answer = self.send(office, **more)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
        assert office.position() == before

    def test_a_file_beyond_the_limit_is_told_the_limit(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(office.app.config, "MAX_CONTENT_LENGTH", 20_000)
        answer = self.send(office, file=(io.BytesIO(PDF + b"x" * 30_000), "a.pdf"))
        assert answer.status_code == 413
        assert "“文件”不能超过50 MiB" in answer.get_data(as_text=True)

    def test_a_form_without_a_file_takes_none(self, office: Office) -> None:
        browser = signed_in(office)
        fields = browser.get(f"/acts/hold_meeting?organisation={TOWNSHIP}").form("/acts/hold_meeting")
        data = {**fields, "title": "党委会", "file": (io.BytesIO(PDF), "a.pdf")}
        answer = browser.client.post("/acts/hold_meeting", data=data, content_type="multipart/form-data")
        assert answer.status_code == 422

    def test_it_is_handed_out_as_an_attachment_that_nothing_shows(self, office: Office) -> None:
        answer = self.send(office, title="纪要'x.html", file=(io.BytesIO(PDF + b"attachment"), "纪要.pdf"))
        assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
        browser = signed_in(office)
        links = browser.get(answer.location).read.links
        stream = next(link for link in links if link.startswith("/records/file-"))
        headers = browser.client.get(f"{stream}/content").headers
        assert headers["Content-Disposition"].startswith('attachment; filename="')
        assert headers["Content-Disposition"].isascii()
        assert headers["Content-Disposition"].endswith("x_html.pdf")
        assert "'" not in headers["Content-Disposition"].partition("UTF-8''")[2]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Type"] == "application/pdf"
        assert "sandbox" in headers["Content-Security-Policy"]
