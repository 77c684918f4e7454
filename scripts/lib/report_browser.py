# SPDX-License-Identifier: MIT
"""The checks of scripts/report-browser: TOOL SHOTS."""
import json
import os
import re
import subprocess
import sys
import tempfile

from webdriver import Browser

# The canary forgets a page of the first large block that is freed: op 10. Op 9 does nothing, op 11 is never asked.
CRASH = """buddycheck 1
profile linux-5.10
machine cpus=2 pageblock_order=4 max_order=11
zone node=0 NORMAL pfn=1024..2048
a = alloc order=3 gfp=GFP_KERNEL
b = alloc gfp=GFP_HIGHUSER_MOVABLE cpu=1
drain cpu=1
c = alloc order=1
free b cpu=1
d = alloc order=2
free c
free z
free a
free d
"""
STEPS, LAST = 10, "after op 10 (10 of 10)"
failures = checks = 0


def expect(what, got, wanted):
    global failures, checks
    checks += 1
    if got != wanted:
        failures += 1
        print(f"FAILED: {what}: {got!r}, expected {wanted!r}")


def where(browser):
    return browser.run("document.getElementById('where').value")


def text(browser, css):
    return browser.run(f"document.querySelector({css!r}).innerText")


def count(browser, css):
    return browser.run(f"document.querySelectorAll({css!r}).length")


def counter(browser, name):
    """The cells of a counter's row."""
    return browser.run(f"[...document.querySelectorAll('#numbers tr')].filter(r => r.cells[0].textContent === {name!r})"
                       ".map(r => [...r.cells].slice(1).map(c => c.textContent))[0]")


def verdict(browser):
    expect("the page opens at the difference", where(browser), LAST)
    expect("the title is the signature", text(browser, "h1"), "free-counter-free-less")
    expect("what was expected", text(browser, ".verdict .expected"), "1020")
    expect("what came", text(browser, ".verdict .came"), "1019")
    expect("the diverging op is marked", text(browser, "#ops .diverged code"), "free a")
    expect("and current", text(browser, "#ops [aria-current] code"), "free a")
    expect("the op that was never asked", text(browser, "#ops .after code"), "free d")
    expect("the counter differs", counter(browser, "zone 0 free"), ["1020", "1019", "+8"])
    expect("and is marked", count(browser, "#numbers tr.wrong"), 1)
    expect("the block that was freed is marked as changed", count(browser, "#memory .changed"), 1)


def keyboard(browser):
    browser.press("Left")
    expect("left", where(browser), "after op 9 (9 of 10)")
    expect("an op that does nothing", "does nothing" in text(browser, "#now"), True)
    expect("no difference yet", count(browser, "#numbers tr.wrong"), 0)
    browser.press("Home")
    expect("home", where(browser), "just booted (1 of 10)")
    expect("one free block", count(browser, "#memory svg rect.free"), 1)
    expect("on the movable list", count(browser, "#memory svg rect.free.m1"), 1)
    browser.press("Right")
    expect("right", where(browser), "after op 2 (2 of 10)")
    expect("the answer", "page 1024" in text(browser, "#now"), True)
    expect("an allocated block", count(browser, "#memory svg rect.alloc"), 1)
    expect("eight pages less", counter(browser, "zone 0 free"), ["1016", "\u22128"])
    browser.press("Right", "Right", "Right")
    expect("three more", where(browser), "after op 5 (5 of 10)")
    browser.press("Left")
    expect("and back", where(browser), "after op 4 (4 of 10)")
    browser.press("d")
    expect("d", where(browser), LAST)
    browser.press("Home", "Left")
    expect("no further than the first", where(browser), "just booted (1 of 10)")
    browser.press("End", "Right")
    expect("nor than the last", where(browser), LAST)
    browser.run("document.querySelector('#ops [data-op=\"5\"] button').focus()")
    browser.press("Enter")
    expect("enter on an op", where(browser), "after op 5 (5 of 10)")
    browser.press("Down")
    expect("down in the list", where(browser), "after op 6 (6 of 10)")
    browser.press("Down")
    expect("and again, the focus went along", where(browser), "after op 7 (7 of 10)")
    browser.press("Up", "Up")
    expect("and up", where(browser), "after op 5 (5 of 10)")
    browser.run("document.getElementById('slider').focus()")
    browser.press("Left")
    expect("the slider by key", where(browser), "after op 4 (4 of 10)")


def mouse(browser):
    browser.click("#first")
    expect("first", where(browser), "just booted (1 of 10)")
    expect("back is off", browser.run("document.getElementById('back').disabled"), True)
    browser.click("#forward")
    browser.click("#forward")
    expect("forward", where(browser), "after op 3 (3 of 10)")
    browser.click("#back")
    expect("back", where(browser), "after op 2 (2 of 10)")
    browser.click('#ops [data-op="8"] button')
    expect("an op of the list", where(browser), "after op 8 (8 of 10)")
    browser.click('#ops [data-op="0"] button')
    expect("an op of the machine", where(browser), "just booted (1 of 10)")
    browser.click("#slider")
    expect("the middle of the slider", where(browser) in ("after op 5 (5 of 10)", "after op 6 (6 of 10)"), True)
    browser.click("#jump")
    expect("to the difference", where(browser), LAST)
    browser.click('svg rect[data-pfn="1032"]')
    expect("a page's history", text(browser, "#page h2"), "History of page 1032")
    expect("allocated once, freed once", "allocated block of order 1" in text(browser, "#page"), True)
    browser.click("#page li:nth-child(3) button")
    expect("from its history to its op", where(browser), "after op 5 (5 of 10)")
    browser.click("#memory summary")
    expect("the picture as text", "|#=======#=U1" in text(browser, "#memory pre"), True)
    browser.click("#explanation summary")
    expect("what explain says", "expected  1020" in text(browser, "#explanation pre"), True)


def other_memory(page, changed):
    """The page of a subject that would have block 1040 (order 4) allocated and pageblock 65 reclaimable."""
    def lie(found):
        data = json.loads(found.group(2))
        data["theirs"].update(p=[[0, 1040, 1, 0x47, 0, 15, 8]], b=[[0, 65, 1, 2]])
        return found.group(1) + json.dumps(data)
    with open(page, encoding="utf-8") as source, open(changed, "w", encoding="utf-8") as out:
        out.write(re.sub('(id="data">)(.*?)(?=</script>)', lie, source.read(), flags=re.S))


def memory_difference(browser, url, shots):
    browser.open(url)
    expect("two pictures", count(browser, "#memory figure"), 2)
    expect("the difference in the oracle's", count(browser, "#memory figure.oracle .differs"), 1)
    expect("and in the subject's", count(browser, "#memory figure.subject .differs"), 1)
    expect("the page of the difference", text(browser, "#page h2"), "History of page 1040")
    expect("both say what it is", "allocated block of order 4" in text(browser, "#page .wrong:last-child"), True)
    if shots:
        browser.screenshot(os.path.join(shots, "report-memory.png"))
    browser.press("Left")
    expect("one picture before it", count(browser, "#memory figure"), 1)


def looks(browser, url, shots):
    inks = []
    for scheme, width in (("light", 1400), ("dark", 1400), ("light", 420)):
        browser.scheme(scheme)
        browser.size(width, 900)
        browser.open("about:blank")
        browser.open(url)
        inks.append(browser.run("getComputedStyle(document.body).backgroundColor"))
        expect(f"nothing sticks out of a window of {width}", browser.run("document.documentElement.scrollWidth <= innerWidth"), True)
        if shots:
            browser.screenshot(os.path.join(shots, f"report-{scheme}-{width}.png"))
    expect("dark is another colour", inks[0] != inks[1], True)


def agreement(browser, url):
    browser.open(url)
    expect("no divergence", "No divergence" in text(browser, "header"), True)
    expect("all ops", where(browser), "after op 11 (11 of 11)")
    expect("nothing marked", count(browser, ".wrong, .diverged, #memory .differs"), 0)
    browser.press("Home", "Right")
    expect("steps, too", where(browser), "after op 2 (2 of 11)")


def main():
    tool, shots = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        crash, page, agree, memory = (os.path.join(folder, name) for name in ("crash.ops", "crash.html", "agree.html", "memory.html"))
        with open(crash, "w", encoding="ascii") as out:
            out.write(CRASH)
        expect("status of a divergence", subprocess.call([tool, "report", crash, "-o", page, "--subject", "canary"]), 1)
        expect("status of agreement", subprocess.call([tool, "report", crash, "-o", agree]), 0)
        browser.size(1400, 900)
        browser.open("file://" + page)
        for part in (verdict, keyboard, mouse):
            part(browser)
        looks(browser, "file://" + page, shots)
        agreement(browser, "file://" + agree)
        other_memory(page, memory)
        browser.size(1400, 900)
        memory_difference(browser, "file://" + memory, shots)
        expect("the console is silent", browser.complaints(), [])
        expect("nothing else is fetched", {url.split("#")[0] for url in browser.requests()} - {"about:blank"},
               {"file://" + path for path in (page, agree, memory)})
    print(f"report-browser: {checks} checks, {failures} failed")
    return 1 if failures else 0


sys.exit(main())
