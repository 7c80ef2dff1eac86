"""What ``detente serve`` is asked for: cases, places, and what it refuses."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from detente.case.shelf import find_case
from detente.errors import InputError
from detente.web import promptly, serving
from detente.web.app import make_app
from detente.web.serving import Place, prepare
from detente.web.shelving import MOST, shelve

SMALL = find_case("barter-nash-1950")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        shutil.copytree(SMALL, tmp_path / name)
    (tmp_path / "two" / "case.yaml").write_text(
        "detente: 1\ntitle: x\nnonsense: 1\nfolly: 2\n", "utf-8"
    )
    return tmp_path


def test_a_case_by_its_folder_or_file():
    assert list(shelve(SMALL).folders.values()) == [SMALL]
    assert list(shelve(SMALL / "case.yaml").folders.values()) == [SMALL]


def test_a_folder_of_cases(folder):
    shelved = shelve(folder)
    assert dict(shelved.folders) == {"one": folder / "one", "two": folder / "two"}
    assert not shelved.shipped


def test_a_folder_without_cases_says_how_to_start_one(tmp_path):
    with pytest.raises(InputError, match="detente init"):
        shelve(tmp_path)


def test_more_cases_than_can_be_listed(tmp_path):
    for number in range(MOST + 1):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "case.yaml").touch()
    with pytest.raises(InputError, match=f"more than {MOST}"):
        shelve(tmp_path)


def test_the_list_shows_all_cases_and_every_problem(folder):
    site = TestClient(make_app(shelve(folder).folders, 64))
    page = site.get("/").text
    assert "/c/one/" in page
    assert "case.yaml:3" in page
    assert "case.yaml:4" in page
    assert "look again" in page


def test_the_list_follows_what_is_put_into_the_folder_and_taken_out(folder):
    shelved = shelve(folder)
    assert shelved.root == folder
    assert shelve(folder / "one").root is shelve(folder / "one" / "case.yaml").root is None
    site = TestClient(make_app(shelved.folders, 64, root=shelved.root), follow_redirects=False)
    assert "/c/one/" in site.get("/").text
    shutil.copytree(SMALL, folder / "One")
    page = site.get("/").text
    assert page.index("/c/one-2/") < page.index("/c/one/") < page.index("/c/two/")
    assert site.get("/c/one-2/").status_code == 200
    for name in ("one", "two"):
        shutil.rmtree(folder / name)
    assert site.get("/c/one/").status_code == 200  # it is open, and not lost
    shutil.rmtree(folder / "One")
    page = site.get("/").text
    assert "/c/two/" not in page
    assert f"detente init {folder}/my-case" in page


def test_a_case_with_problems_is_read_again(folder):
    site = TestClient(make_app({"two": folder / "two"}, 64))
    answer = site.get("/c/two/lists")
    assert answer.status_code == 422
    assert "case.yaml:3" in answer.text
    assert "Look again" in answer.text
    assert str(folder / "two") in answer.text
    assert "To the case<" in answer.text
    shutil.copyfile(SMALL / "case.yaml", folder / "two" / "case.yaml")
    assert site.get("/c/two/lists").status_code == 200


def test_a_page_that_is_not_there_leaves_the_others_at_hand(folder):
    site = TestClient(make_app(shelve(folder).folders, 64))
    assert site.get("/c/one/lists").status_code == 200
    absent = site.get("/c/one/nothing")
    assert absent.status_code == 404
    assert "Not here" in absent.text
    assert 'href="/c/one/deals"' in absent.text
    assert "To the cases" in site.get("/c/none/lists").text


def test_an_empty_page_says_where_its_file_belongs_and_where_to_see_one(folder):
    with TestClient(make_app({"one": folder / "one"}, 64)) as site:
        page = site.get("/c/one/meet/live").text
        assert str(folder / "one") in page
        assert "detente cases us-dprk-2020 example" in page
        assert "detente cases sinai-1979 example" in site.get("/c/one/track/live").text
    shelved = shelve(SMALL, shipped=True)
    with TestClient(make_app(shelved.folders, 64, shipped=shelved.shipped)) as site:
        (key,) = shelved.folders
        page = site.get(f"/c/{key}/meet/live").text
        assert f"detente cases {key} my-copy" in page
        assert str(SMALL) not in page


def test_a_case_alone_needs_no_list(folder):
    site = TestClient(make_app({"one": folder / "one"}, 64), follow_redirects=False)
    assert site.get("/").headers["location"] == "/c/one/"


def test_a_shipped_case_is_saved_as_a_copy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shelved = shelve(SMALL, shipped=True)
    app = make_app(shelved.folders, 64, shipped=shelved.shipped)
    site = TestClient(app, base_url="http://127.0.0.1:1")
    (key,) = shelved.folders
    assert site.post(f"/c/{key}/save").status_code == 422
    assert site.post(f"/c/{key}/copy", data={"folder": " "}).status_code == 422
    assert site.post(f"/c/{key}/copy", data={"folder": "mine"}).status_code == 204
    assert (tmp_path / "mine" / "case.yaml").read_bytes() == (SMALL / "case.yaml").read_bytes()
    assert site.post(f"/c/{key}/save").status_code == 204


@pytest.mark.parametrize("name", ["/tmp/there", "../there", "a/b", "~/there", ".hidden"])
def test_from_another_machine_a_copy_stands_beside(name):
    app = make_app({"one": SMALL}, 64)
    site = TestClient(app, base_url="https://workbench.example")
    answer = site.post("/c/one/copy", data={"folder": name})
    assert answer.status_code == 422
    assert "a folder alone" in answer.text


# -- the place -------------------------------------------------------------------------------------


def refuse(place: Place, draws: int = 64) -> str:
    with pytest.raises(InputError) as refused:
        prepare(shelve(SMALL), place, draws)
    return str(refused.value)


def test_listens_on_this_machine_alone():
    service = prepare(shelve(SMALL), Place(port=0), 64)
    with service.listening as listening:
        address, port = listening.getsockname()
    assert address == "127.0.0.1"
    assert service.access.hosts == (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}")


def test_without_a_port_it_takes_one_that_is_free():
    services = [prepare(shelve(SMALL), Place(), 64) for _ in range(2)]
    ports = {service.listening.getsockname()[1] for service in services}
    for service in services:
        service.listening.close()
    assert len(ports) == 2


def test_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert "without --port the first free one is taken" in refuse(Place(port=port))


@pytest.mark.parametrize("port", [-1, 65_536])
def test_ports_that_are_none(port):
    assert "0 to 65535" in refuse(Place(port=port))


@pytest.mark.parametrize("draws", [0, -5, 50_001])
def test_draws_out_of_bounds(draws):
    assert "--draws" in refuse(Place(port=0), draws)


def test_a_place_that_is_not_there_is_named(monkeypatch):
    def know_nobody(*args, **more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", know_nobody)
    with pytest.raises(InputError, match=r"--host nobody\.example is not the name of a machine"):
        serving._listen(Place("nobody.example"))


def test_a_file_is_no_folder_of_cases(tmp_path):
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file; name the folder of a case"):
        shelve(tmp_path / "notes.txt")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "workbench.example", "127.0.0.2"])
def test_elsewhere_only_with_tls_and_a_password(host):
    assert "--tls-cert FILE --tls-key FILE --password-file FILE" in refuse(Place(host, 0))


@pytest.fixture
def guards(tmp_path: Path) -> dict[str, Path]:
    certificate, key, password = (tmp_path / name for name in ("cert.pem", "key.pem", "password"))
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
        f"-subj /CN=localhost -out {certificate} -keyout {key}".split(),
        check=True,
        capture_output=True,
    )
    password.write_text("correct horse battery\n")
    password.chmod(0o600)
    return {"certificate": certificate, "key": key, "password": password}


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the key")


@needs_openssl
def test_elsewhere_under_its_name_alone(guards):
    service = prepare(shelve(SMALL), Place("127.0.0.2", 0, **guards), 64)
    with service.listening as listening:
        address, port = listening.getsockname()
    assert address == "127.0.0.2"
    assert service.access.hosts == (f"127.0.0.2:{port}",)
    assert service.access.make_link().startswith(f"https://127.0.0.2:{port}/open?key=")
    assert service.access.password is not None


@needs_openssl
def test_who_never_begins_to_speak_tls_is_not_waited_for(guards, monkeypatch):
    monkeypatch.setattr(promptly, "HEAD_SECONDS", 0.2)
    service = prepare(shelve(SMALL), Place("127.0.0.2", 0, **guards), 64)

    async def wait() -> bytes:
        server = serving._make_server(service)
        serves = asyncio.create_task(server.serve([service.listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        address = service.listening.getsockname()
        async with asyncio.timeout(30):  # without a bound it would be a minute
            reader, writer = await asyncio.open_connection(*address)
            said = await reader.read()
        writer.close()
        server.should_exit = True
        await serves
        return said

    assert asyncio.run(wait()) == b""


@needs_openssl
def test_what_guards_it_is_looked_at(guards):
    assert "belong together" in refuse(Place(port=0, certificate=guards["certificate"]))
    wrong = guards | {"key": guards["certificate"]}
    assert "not a certificate and its key" in refuse(Place("127.0.0.2", 0, **wrong))
    assert "has no name" in refuse(Place("0.0.0.0", 0, **guards))


@needs_openssl
@pytest.mark.parametrize("host", ["", "0", "00.0.0.0", "0x0", "::", "::0"])
def test_all_addresses_are_no_name_however_they_are_written(host, guards):
    assert "has no name" in refuse(Place(host, 0, **guards))


@needs_openssl
def test_a_host_that_is_none(guards):
    assert "is not the name of a machine" in refuse(Place("a..b", 0, **guards))


@needs_openssl
@pytest.mark.skipif(not socket.has_ipv6, reason="addresses of version 6 are not known here")
def test_an_address_of_version_6_is_named_as_browsers_do(guards, monkeypatch):
    monkeypatch.setattr(serving, "_bind", lambda host, port: socket.socket())
    service = prepare(shelve(SMALL), Place("::1", 0, **guards), 64)
    service.listening.close()
    assert service.access.make_link().startswith("https://[::1]:")


def test_the_first_page_waits_for_no_study():
    what = "import sys, detente.web.app; print(*sys.modules, sep='\\n')"
    found = subprocess.run([sys.executable, "-c", what], capture_output=True, text=True, check=True)
    names = found.stdout.split()
    assert "detente.web.pages.front" in names
    assert not [each for each in names if each.startswith(("detente.study", "detente.report.sec"))]
