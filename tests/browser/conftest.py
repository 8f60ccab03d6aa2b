"""The handbook in a real browser: three sites, built once, and a headless Chromium that opens them from disk.

Left out where all tests run (see ``norecursedirs`` in pyproject.toml): ``make browser`` asks for this folder by name.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parent.parent.parent

CLAIMS = (
    "A0.definition.output-cosine-excess",
    "A0.definition.pairing-eigenvalue",
    "A1.weights.monotone",
    "A3.cosine.critical",
    "A5.window.contraction",
    "A6.rate.self-weight",
    "B1.jacobian.blocks",
    "B2",
    "B4.jacobian.critical",
    "C7.contraction.d32",
    "D4.cubic.ratio",
    "class.llama4",
    "class.ministral3",
    "engines.odds",
)
"""Every kind of statement once, and the quantities whose pages are looked at: a report has those that its claims are about."""

PAGES = {
    "index": "library/index.html",
    "rescaled": "library/claims/A5.window.contraction.html",
    "monotone": "library/claims/A1.weights.monotone.html",
    "bound": "library/claims/B2.spectrum.real.html",
    "identity": "library/claims/B2.spectrum.trace.html",
    "on-tokens": "library/claims/B1.jacobian.blocks.html",
    "monte-carlo": "library/claims/C7.contraction.d32.html",
    "computed": "library/claims/D4.cubic.ratio.html",
    "agreement": "library/claims/engines.odds.html",
    "quantities": "library/quantities.html",
    "quantity": "library/quantities/output-cosine-excess.html",
    "quantity-of-roots": "library/quantities/pairing-eigenvalue.html",
    "laws": "library/laws.html",
    "law": "library/laws/llama4.html",
    "keys": "library/keys.html",
    "gallery": "library/gallery.html",
    "premises": "library/premises.html",
    "concordance": "library/concordance.html",
    "symbols": "library/symbols.html",
    "refuted": "refuted/claims/Mine.v1.cosine_below_rho.html",
    "broken-index": "broken/index.html",
    "broken-unknown": "broken/claims/A3.cosine.critical.html",
    "broken-unchecked": "broken/claims/B1.jacobian.blocks.html",
}
"""A page of each kind."""

LONGEST = "library/quantities/mean-square-jacobian.html"
"""The longest formulas of all, for layout alone."""

PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "chromium-driver": ("chromedriver",)}
"""What these tests need of a machine: the Debian package, and the names of its program."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)

FORMULAS = """return [...document.querySelectorAll('math')].filter((math) => {
  const box = math.getBoundingClientRect();
  return !(box.width > 2 && box.height > 2);
}).map((math) => math.textContent)"""

TOO_WIDE = """const width = arguments[0];
if (document.documentElement.scrollWidth <= width) return [];
return [...document.body.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > width + 1)
  .map((part) => part.outerHTML.slice(0, 120)).concat(`the page is ${document.documentElement.scrollWidth} px wide`)"""

ARRIVED = "return document.readyState === 'complete' && location.href === new URL(arguments[0]).href"

FAULTS = """const done = arguments[0];
axe.run({preload: false, resultTypes: ['violations']}).then((found) => done(found.violations
  .filter((fault) => ['serious', 'critical'].includes(fault.impact))
  .map((fault) => `${fault.id}: ${fault.help}: ${fault.nodes.map((node) => node.html).slice(0, 3).join(' ')}`)))"""


def _program(package: str) -> str:
    return next((found for name in PROGRAMS[package] if (found := shutil.which(name))), "")


def pytest_configure() -> None:
    """Refuse in a line where something is missing: who asks for these tests must not see them pass unrun."""
    packages = [package for package in PROGRAMS if not _program(package)]
    if packages:
        raise pytest.UsageError(
            f"the browser tests need {' and '.join(packages)}: apt-get install {' '.join(packages)}"
        )
    modules = [name for name in ("selenium", "axe_playwright_python") if find_spec(name) is None]
    if modules:
        raise pytest.UsageError(f"the browser tests need {' and '.join(modules)}: pip install 'critscale[browser]'")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a ``kind`` on a page of each."""
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", PAGES)
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", [*PAGES, LONGEST], ids=[*PAGES, "longest"])


@dataclass(frozen=True)
class Browser:
    """Chromium, as these tests use it."""

    driver: Chrome
    sites: Path
    axe: str

    def cdp(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Run a command of the DevTools protocol."""
        result: dict[str, Any] = self.driver.execute_cdp_cmd(command, arguments)
        return result

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript on the page and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def open(self, kind: str, query: str = "", *, unfold: bool = False) -> None:
        """Open a page by its kind, or by its path below the sites."""
        path = self.sites / PAGES.get(kind, kind)
        assert path.is_file(), path
        url = path.as_uri() + query
        self.driver.get(url)
        for _ in range(100):  # the driver may answer while the page before still stands
            if self.run(ARRIVED, url):
                break
            sleep(0.05)
        else:
            raise AssertionError(f"{url} did not open")
        if unfold:
            self.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")

    def view(self, width: int = 1280, height: int = 900, *, scheme: str = "light", media: str = "") -> None:
        """Set the size of the window in CSS pixels, the colour scheme and the medium."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.cdp(
            "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}]
        )

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus."""
        from selenium.webdriver.common.keys import Keys

        for _ in range(60):
            if self.run("return document.activeElement.matches(arguments[0])", selector):
                return
            self.press(Keys.TAB)
        raise AssertionError(f"{selector} is not reached with Tab")

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression is true, a second at most."""
        for _ in range(50):
            if self.run(f"return {condition}"):
                return
            sleep(0.02)
        raise AssertionError(f"not within a second: {condition}")

    def texts(self, selector: str) -> list[str]:
        """Return the texts of the elements that are shown."""
        script = """return [...document.querySelectorAll(arguments[0])].filter((part) => part.checkVisibility())
          .map((part) => part.textContent)"""
        return list(self.run(script, selector))

    def empty_formulas(self) -> list[str]:
        """Return the formulas that have no size."""
        return list(self.run(FORMULAS))

    def too_wide(self, width: int) -> list[str]:
        """Return what makes the page scroll sideways, nothing if it does not."""
        return list(self.run(TOO_WIDE, width))

    def faults(self) -> list[str]:
        """Return the serious and critical faults that axe-core finds."""
        if not self.run("return 'axe' in window"):
            self.run(self.axe)
        return list(self.driver.execute_async_script(FAULTS))

    def complaints(self) -> list[str]:
        """Return what the console shows and what was asked of the network, since the last call."""
        console = [f"{line['level']}: {line['message']}" for line in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]
        events = [json.loads(line["message"])["message"] for line in self.driver.get_log("performance")]  # type: ignore[no-untyped-call]
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        return console + [f"request: {url}" for url in asked if not url.startswith(("file:", "data:", "chrome:"))]

    def pdf(self) -> bytes:
        """Return the page as it is printed."""
        return base64.b64decode(self.cdp("Page.printToPDF", printBackground=False)["data"])


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three sites: of the library's claims, of a user's file with a false claim, of a broken-off run."""
    root = tmp_path_factory.mktemp("sites")
    words = [
        sys.executable,
        "-m",
        "critscale",
        "report",
        "--html",
        str(root / "library"),
        *CLAIMS,
        "--quick",
        "--jobs",
        "1",
    ]
    kept = {**os.environ, "XDG_CACHE_HOME": str(root / "cache")}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root, env=kept) as command:
        _others(root)
        said, _ = command.communicate()
    assert command.returncode == 0, said
    return root


def _others(root: Path) -> None:
    """Build the two other sites; what both show alike is drawn once."""
    from critscale.handbook.output import write_site
    from critscale.handbook.site import build_site
    from critscale.proofs.library import select
    from critscale.proofs.suite import run_suite

    done: dict[Any, Any] = {}

    def run(jobs: list[Any]) -> list[Any]:
        for job in jobs:
            done.setdefault((job.func, job.args), None)
            done[job.func, job.args] = done[job.func, job.args] or job()
        return [done[job.func, job.args] for job in jobs]

    file = str(ROOT / "examples" / "myclaims.py")
    mine = select((), file)
    write_site(
        root / "refuted", build_site(mine, run_suite(mine, with_twins=True, budget="quick", file=file), run=run, file=file)
    )
    chosen = select(["A1.weights.monotone", "A3.cosine.critical", "B1.jacobian.blocks"])
    write_site(root / "broken", build_site(chosen, _broken_off(chosen), run=run))


def _broken_off(chosen: Any) -> Any:
    """Return the report of a run that was interrupted: something proved, something unknown, the others not checked."""
    from dataclasses import replace

    from critscale.proofs.evidence import Evidence, Verdict
    from critscale.proofs.suite import run_suite

    first, second = run_suite(chosen[:2], budget="quick").findings
    why = Evidence(method="symbolic", verdict=Verdict.UNKNOWN, detail="no method reaches it")
    twin = replace(first, id=f"{first.id} / {chosen[0].twins[0].name}", twin_of=first.id)
    unknown = replace(second, verdict=Verdict.UNKNOWN, evidence=(why,))
    return replace(run_suite(()), findings=(first, twin, unknown), complete=False, total=9)


@pytest.fixture(scope="session")
def _chromium(sites: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    from axe_playwright_python import base  # type: ignore[import-untyped]
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = _program("chromium")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # named, so that selenium looks for none and downloads none
    driver = Chrome(options=options, service=ChromeService(executable_path=_program("chromium-driver")))
    try:
        driver.get("about:blank")
        yield Browser(driver, sites, (Path(base.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    finally:
        driver.quit()


@pytest.fixture
def browser(_chromium: Browser) -> Iterator[Browser]:
    """Return Chromium at a desktop's size and in light; the console stays empty and nothing asks the network."""
    _chromium.cdp("Emulation.setScriptExecutionDisabled", value=False)
    _chromium.view()
    _chromium.complaints()
    yield _chromium
    assert _chromium.complaints() == []


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Browser]:
    """Return Chromium with JavaScript switched off for pages."""
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    yield browser
    browser.cdp("Emulation.setScriptExecutionDisabled", value=False)
