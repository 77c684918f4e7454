// What is on the screen: the step that is shown, and the keys, buttons and clicks that lead to others. Text that came with the file is only ever put
// into the page as text.

let index = 0, chosen = -1, zeros = false;

const zoneTitle = i => `zone ${i} · node ${data.zones[i].node} ${data.zones[i].kind}`;
/* The subject's state where it is another than the oracle's. */
const otherAt = i => i === last && data.theirs ? other : null;
let other = null;

function figure(name, className, state, previous, against) {
	const out = make("figure", className), caption = make("figcaption", "", name);
	out.append(caption);
	state.zones.forEach((zone, i) => {
		if (zone.start === zone.end) return;
		const run = chosen >= 0 ? runAt(state, chosen) : null;
		const box = make("div"), marks = {
			changed: previous ? differences(state, previous, i) : [], differs: against ? differences(state, against, i) : [],
			chosen: chosen >= zone.start && chosen < zone.end && run ? [[run.from, run.to]] : [],
		};
		out.append(make("h3", "", `${zoneTitle(i)} · pages ${zone.start} to ${zone.end - 1}`));
		box.innerHTML = drawZone(state, i, marks);
		out.append(box);
	});
	return out;
}

function asText(state) {
	let out = "";
	state.zones.forEach((zone, i) => {
		out += `${zoneTitle(i)}\n`;
		for (let at = zone.start; at < zone.end && at < zone.start + 65536; at += 64) {
			let row = "";
			for (let pfn = at; pfn < Math.min(at + 64, zone.end); pfn++) {
				const run = runAt(state, pfn), head = pfn === run.from;
				row += run.kind === FREE ? head ? LETTERS[run.type] || "?" : run.order < 10 ? run.order : "a" :
					{ [ABSENT]: ".", [RESERVED]: "x", [GUARD]: "g", [CACHED]: "p", [ALLOC]: head ? "#" : "=", [LOST]: "!" }[run.kind];
			}
			out += `${String(at).padStart(10)} |${row}|\n`;
		}
	});
	return out;
}

function showMemory(state, previous, theirs) {
	const box = make("div", "pictures");
	if (data.bare) {
		$("memory").replaceChildren(make("p", "note", "The memory of this machine is too large or too scattered for a picture."));
		return;
	}
	const alike = theirs && state.zones.every((zone, i) => differences(state, theirs, i).length === 0);
	const name = data.diff && index === last && !theirs ? data.oracle : `${data.oracle} and ${data.subject}`;
	box.classList.toggle("one", !theirs || alike);
	box.append(figure(theirs && !alike ? data.oracle : name, "oracle", state, previous, theirs));
	if (theirs && !alike) box.append(figure(data.subject, "subject", theirs, previous, state));
	if (alike && data.diff.class !== "expect") box.firstChild.firstChild.append(make("span", "soft", " · their pages look alike; what differs is below"));
	const text = make("details"), pre = make("pre");
	text.append(make("summary", "", "As text"), pre);
	text.addEventListener("toggle", () => { pre.textContent = (theirs ? `${data.subject}\n${asText(theirs)}\n${data.oracle}\n` : "") + asText(state); });
	$("memory").replaceChildren(make("h2", "", "Memory"), box, text);
}

function legend() {
	const list = make("ul"), entry = (className, label, text) => {
		const item = make("li");
		item.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true"><rect x="1" y="1" width="10" height="10" rx="1.5" class="${className}"/><text class="label" x="6" y="8.7">${
			label}</text></svg>`;
		item.append(text);
		list.append(item);
	};
	TYPES.forEach((name, i) => entry(`free m${i}`, LETTERS[i], name));
	entry("alloc", "", "allocated, with its order");
	entry("cached m1", "0", "cached, with its cpu");
	entry("reserved", "x", "reserved");
	entry("changed", "", "changed by this op");
	if (data.theirs) entry("differs", "", "differs");
	$("legend").replaceChildren(list, make("p", "soft", "A free block: letter of its list and its order. Under each row: the types of its pageblocks."));
}

function answerList(name, answer, against) {
	const list = make("dl");
	const row = (term, text, wrong) => list.append(make("dt", wrong ? "wrong" : "", term), make("dd", wrong ? "wrong mono" : "mono", text));
	row(name, answer.text, against && against.text !== answer.text);
	for (const [term, text] of answer.rows) {
		const twin = against && against.rows.find(entry => entry[0] === term);
		row(term, text, against && (!twin || twin[1] !== text));
	}
	return list;
}

function opText(op) {
	const code = document.querySelector(`#ops [data-op="${op}"] code`);
	return code ? code.textContent : `op ${op}`;
}

const placeOf = frame => frame.op < 0 ? "just booted" : isEnd(frame) ? "at the end" : `after op ${frame.op}`;
const isEnd = frame => data.diff && frame.op === data.diff.op && !frame.answer && !frame.theirs && frame === frames[last] &&
	!document.querySelector(`#ops [data-op="${frame.op}"]`);

function showAnswer(frame) {
	const title = make("h2"), answers = make("div", "answers"), same = JSON.stringify(frame.answer) === JSON.stringify(frame.theirs);
	if (frame.op < 0) title.textContent = "The machine, just booted";
	else if (isEnd(frame)) title.textContent = "At the end";
	else title.append(`Op ${frame.op}: `, make("code", "", opText(frame.op)));
	if (frame.op >= 0 && !isEnd(frame) && !frame.answer && !frame.theirs) answers.append(make("p", "soft", "does nothing here"));
	if (frame.answer) answers.append(answerList(frame.theirs && !same ? `${data.oracle} answers` : "answer", frame.answer, frame.theirs));
	if (frame.theirs && !same) answers.append(answerList(`${data.subject} answers`, frame.theirs, frame.answer));
	if (data.diff && frame === frames[last]) answers.append(make("p", "wrong", `${data.diff.class}: ${data.diff.field}`));
	$("now").replaceChildren(title, answers);
}

/* What the chosen page was after each step; backwards, as states are found. */
const history_ = { page: -1, words: [] };
function historyOf(page) {
	if (history_.page === page) return history_.words;
	history_.page = page;
	history_.words = [];
	for (let i = last; i >= 0; i--) history_.words[i] = wordsAt(stateAt(i), page);
	return history_.words;
}

function historyLine(i, words) {
	const item = make("li", i === index ? "here" : ""), frame = frames[i];
	const button = make("button", "mono", frame.op < 0 ? "boot" : isEnd(frame) ? "the end" : `${frame.op}  ${opText(frame.op)}`);
	button.type = "button";
	button.addEventListener("click", () => show(i));
	item.append(button, make("span", "", words));
	return item;
}

function showPage() {
	const box = $("page"), list = make("ol");
	if (chosen < 0 || data.bare) { box.replaceChildren(); return; }
	const words = historyOf(chosen), theirs = other ? wordsAt(other, chosen) : words[last];
	words.forEach((text, i) => { if (i === 0 || text !== words[i - 1]) list.append(historyLine(i, text)); });
	if (theirs !== words[last]) {
		const item = make("li");
		item.append(make("span", "wrong", `${data.subject} in the end`), make("span", "wrong", theirs));
		list.append(item);
	}
	box.replaceChildren(make("h2", "", `History of page ${chosen}`), list);
}

function ruler(state, theirs, zone) {
	const free = zoneNumber(state, zone, "free"), boost = zoneNumber(state, zone, "boost");
	const marks = ["min", "low", "high"].map(name => zoneNumber(state, zone, "wmark_" + name) + boost), full = Math.max(marks[2] * 1.3, 8);
	const bar = make("div", "bar ruler"), fill = make("i", free < marks[0] ? "below" : free < marks[1] ? "low" : "");
	fill.style.width = `${Math.max(0, Math.min(100, 100 * free / full))}%`;
	bar.append(fill);
	let previous = -20;
	marks.forEach((mark, i) => {
		const tick = make("b"), place = 100 * mark / full;
		tick.style.left = `${place}%`;
		tick.title = `${["min", "low", "high"][i]} ${mark}`;
		if (place - previous >= 11) { tick.append(make("span", "", `${["min", "low", "high"][i]} ${mark}`)); previous = place; }
		bar.append(tick);
	});
	const title = make("p", "soft", `free ${free}${free > full ? " (beyond the right end)" : ""}; watermarks min ${marks[0]}, low ${marks[1]}, high ${marks[2]}${
		boost ? `, of which boost ${boost}` : ""}`);
	title.style.margin = "0";
	if (theirs && zoneNumber(theirs, zone, "free") !== free) title.append(" ", make("span", "wrong", `${data.subject} says ${zoneNumber(theirs, zone, "free")}`));
	return [title, bar];
}

function share(state, index_) {
	const bar = make("div", "bar"), parts = new Map(), zone = state.zones[index_], total = zone.end - zone.start;
	for (const run of runsOf(state, index_)) {
		const key = run.kind === FREE && run.type >= 0 ? "bm" + run.type : run.kind === CACHED ? "bcached" : run.kind === ALLOC ? "bused" :
			run.kind === LOST ? "bmargin" : "bnone";
		parts.set(key, (parts.get(key) || 0) + run.to - run.from);
	}
	for (const key of ["bm0", "bm1", "bm2", "bm3", "bm4", "bm5", "bcached", "bused", "bnone", "bmargin"]) {
		if (!parts.get(key)) continue;
		const part = make("i", key);
		part.style.width = `${100 * parts.get(key) / total}%`;
		bar.append(part);
	}
	bar.setAttribute("role", "img");
	bar.setAttribute("aria-label", summaryOf(state, index_));
	return [make("p", "soft share", summaryOf(state, index_)), bar];
}

const listAt = (state, zone, order, type) => state.lists[(zone * ORDERS + order) * TYPES.length + type] || [];

function cell(row, value, twin, old) {
	const differs = twin !== undefined && twin !== value;
	const out = make("td", `num${differs ? " wrong" : value === 0 ? " zero" : ""}${old !== undefined && old !== value && !differs ? " moved" : ""}`,
		differs ? `${twin} ≠ ${value}` : value === 0 ? "·" : String(value));
	if (differs) out.title = `${data.oracle} ${value}, ${data.subject} ${twin}`;
	row.append(out);
}

function freeTable(state, previous, theirs, zone) {
	const table = make("table"), head = make("tr"), title = make("h3", "", "Free blocks"), used = TYPES.map((_, type) => type < 3);
	for (let order = 0; order < data.maxOrder; order++)
		TYPES.forEach((_, type) => { used[type] = used[type] || listAt(state, zone, order, type).length > 0 || theirs && listAt(theirs, zone, order, type).length > 0; });
	head.append(make("th", "", "order"), ...TYPES.filter((_, type) => used[type]).map(name => make("th", "num", name.toLowerCase())),
		make("th", "num", "nr_free"));
	table.append(head);
	for (let order = 0; order < data.maxOrder; order++) {
		const row = make("tr");
		row.append(make("th", "num", String(order)));
		TYPES.forEach((_, type) => {
			if (used[type]) cell(row, listAt(state, zone, order, type).length, theirs ? listAt(theirs, zone, order, type).length : undefined,
				previous && listAt(previous, zone, order, type).length);
		});
		const name = `nr_free order=${order}`;
		cell(row, zoneNumber(state, zone, name), theirs ? zoneNumber(theirs, zone, name) : undefined, previous && zoneNumber(previous, zone, name));
		table.append(row);
	}
	const scroll = make("div", "scroll");
	scroll.append(title, table);
	return scroll;
}

const pfnsText = pfns => pfns.slice(0, 48).join(" ") + (pfns.length > 48 ? ` … ${pfns.length} in all` : "");

function listLine(box, name, pfns, twin) {
	const differs = twin && pfns.join() !== twin.join();
	if (pfns.length === 0 && !differs) return;
	const line = make("div", differs ? "wrong mono" : "mono");
	line.append(make("b", "", name), differs ? `${data.oracle}: ${pfnsText(pfns) || "none"}; ${data.subject}: ${pfnsText(twin) || "none"}` : pfnsText(pfns));
	box.append(line);
}

function freeLists(state, theirs, zone) {
	const details = make("details"), box = make("div", "lists");
	for (let order = 0; order < data.maxOrder; order++)
		TYPES.forEach((name, type) => listLine(box, `${order} ${name.toLowerCase()}`, listAt(state, zone, order, type), theirs && listAt(theirs, zone, order, type)));
	details.append(make("summary", "", "Free lists in order, head first"), box);
	details.open = openLists || box.querySelector(".wrong") !== null;
	details.addEventListener("toggle", () => { openLists = details.open; });
	return details;
}
let openLists = false;

const pcpNumber = (state, zone, cpu, i) => state.numbers[PCP_AT + (zone * data.cpus + cpu) * NP + i];

function pcpSection(state, previous, theirs, zone) {
	const box = make("div", "scroll"), table = make("table"), head = make("tr"), lists = make("div", "lists");
	head.append(make("th", "", "cached"), ...data.pcpNames.slice(0, data.profile === 2 ? 4 : 3).map(name => make("th", "num", name)), make("th", "", ""));
	table.append(head);
	for (let cpu = 0; cpu < data.cpus; cpu++) {
		if (data.cpus > 8 && !pcpNumber(state, zone, cpu, 0) && !(theirs && pcpNumber(theirs, zone, cpu, 0))) continue;
		const row = make("tr"), bar = make("div", "bar"), fill = make("i", "bcached"), high = Math.max(1, pcpNumber(state, zone, cpu, 1));
		row.append(make("th", "", `cpu ${cpu}`));
		for (let i = 0; i < (data.profile === 2 ? 4 : 3); i++)
			cell(row, pcpNumber(state, zone, cpu, i), theirs ? pcpNumber(theirs, zone, cpu, i) : undefined, previous && pcpNumber(previous, zone, cpu, i));
		fill.style.width = `${Math.min(100, 100 * pcpNumber(state, zone, cpu, 0) / high)}%`;
		bar.style.width = "6rem";
		bar.append(fill);
		row.append(make("td"));
		row.lastChild.append(bar);
		table.append(row);
		for (let list = 0; list < (data.profile === 2 ? PCP_LISTS : 3); list++) {
			const id = (zone * data.cpus + cpu) * PCP_LISTS + list, type = pcpType(list);
			const order = data.profile !== 2 ? "" : list < 12 ? ` order ${Math.floor(list / 3)}` : " pageblock";
			listLine(lists, `cpu ${cpu} ${TYPES[type].toLowerCase()}${order}`, state.pcp[id] || [], theirs && (theirs.pcp[id] || []));
		}
	}
	box.append(table, lists);
	return box;
}

function showZones(state, previous, theirs) {
	$("zones").replaceChildren(...state.zones.map((zone, i) => {
		const card = make("div", "zone"), sides = make("div", "side"), left = make("div"), right = make("div");
		left.append(...(data.bare || zone.start === zone.end ? [] : share(state, i)), ...ruler(state, theirs, i));
		if (!data.bare) left.append(pcpSection(state, previous, theirs, i));
		if (!data.bare) right.append(freeTable(state, previous, theirs, i), freeLists(state, theirs, i));
		sides.append(left, right);
		card.append(make("h2", "", zoneTitle(i)), sides);
		return card;
	}));
}

function* numberRows() {
	for (let zone = 0; zone < data.zones.length; zone++)
		for (let i = 2; i < NZ; i++) yield [`zone ${zone} ${data.zoneNames[i]}`, zone * NZ + i];
	for (let node = 0; node < data.nodes; node++)
		for (let i = 0; i < NN; i++) yield [`node ${node} ${data.nodeNames[i]}`, NODE_AT + node * NN + i];
	for (let i = 0; i < data.restNames.length; i++) yield [data.restNames[i], REST_AT + i];
}

function showNumbers(state, previous, theirs) {
	const table = make("table"), head = make("tr"), box = make("div", "scroll"), label = make("label", "soft"), check = make("input");
	head.append(make("th", "", "counter"), make("th", "num", theirs ? data.oracle : "value"), ...(theirs ? [make("th", "num", data.subject)] : []),
		make("th", "num", "by this op"));
	table.append(head);
	for (const [name, i] of numberRows()) {
		const value = state.numbers[i], twin = theirs ? theirs.numbers[i] : value, delta = previous ? value - previous.numbers[i] : 0;
		if (!zeros && value === 0 && twin === 0 && delta === 0) continue;
		const row = make("tr", value !== twin ? "wrong" : delta ? "moved" : "");
		row.append(make("th", "", name), make("td", "num", String(value)), ...(theirs ? [make("td", "num", String(twin))] : []),
			make("td", "num delta", delta ? (delta > 0 ? "+" : "−") + Math.abs(delta) : ""));
		if (value !== twin || delta) table.insertBefore(row, [...table.rows].find((r, k) => k > 0 && (value !== twin ? r.className !== "wrong" : !r.className)) || null);
		else table.append(row);
	}
	check.type = "checkbox";
	check.checked = zeros;
	check.addEventListener("change", () => { zeros = check.checked; draw(); });
	label.append(check, " those that are zero, too");
	box.append(table);
	$("numbers").replaceChildren(make("h2", "", "Counters"), label, box);
}

function showTimeline() {
	const frame = frames[index];
	$("slider").value = index;
	$("where").value = `${placeOf(frame)} (${index + 1} of ${frames.length})`;
	$("slider").setAttribute("aria-valuetext", placeOf(frame));
	$("first").disabled = $("back").disabled = index === 0;
	$("forward").disabled = $("last").disabled = index === last;
	for (const item of $("ops").querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
	const item = $("ops").querySelector(`[data-op="${frame.op}"]`), list = $("ops");
	if (!item) return;
	item.setAttribute("aria-current", "step");
	const top = item.offsetTop - list.offsetTop;
	if (top < list.scrollTop || top + item.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
}

function draw() {
	const state = stateAt(index), previous = index > 0 ? stateAt(index - 1) : null, theirs = otherAt(index);
	showTimeline();
	showAnswer(frames[index]);
	showMemory(state, previous, theirs);
	showPage();
	showZones(state, previous, theirs);
	showNumbers(state, previous, theirs);
}

function show(to) {
	index = Math.max(0, Math.min(last, to));
	try { history.replaceState(null, "", frames[index].op < 0 ? "#boot" : `#op=${frames[index].op}`); } catch (e) { /* a page in a frame may not */ }
	draw();
}

/* The page to tell of at first: the one the difference names, or the first that looks different, or the one the last op gave or took. */
function choose() {
	const named = data.diff && /pfn=(\d+)/.exec(data.diff.field);
	if (named) return Number(named[1]);
	for (let i = 0; other && i < data.zones.length; i++) {
		const found = differences(stateAt(last), other, i)[0];
		if (found) return found[0];
	}
	for (let i = last; i >= 0; i--) {
		for (const answer of [frames[i].answer, frames[i].theirs]) { /* a ledger gives no page of its own */
			const found = answer && /page (\d+)/.exec(answer.text + " " + answer.rows[0][1]);
			if (found) return Number(found[1]);
		}
	}
	return -1;
}

function keys(event) {
	if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
	const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last, d: last }[event.key];
	const list = event.target.closest && event.target.closest("#ops") && { ArrowUp: index - 1, ArrowDown: index + 1 }[event.key];
	if (to === undefined && !Number.isInteger(list)) return;
	event.preventDefault();
	show(to === undefined ? list : to);
	const current = Number.isInteger(list) && document.querySelector("#ops [aria-current] button");
	if (current) current.focus();
}

function listen() {
	$("first").addEventListener("click", () => show(0));
	$("back").addEventListener("click", () => show(index - 1));
	$("forward").addEventListener("click", () => show(index + 1));
	$("last").addEventListener("click", () => show(last));
	$("jump").addEventListener("click", () => show(last));
	$("slider").addEventListener("input", () => show(Number($("slider").value)));
	document.addEventListener("keydown", keys);
	$("ops").addEventListener("click", event => {
		const item = event.target.closest("li[data-op]"), op = item && Number(item.dataset.op);
		const found = item ? frames.findIndex(frame => frame.op === op) : -1;
		if (item) show(found >= 0 ? found : op < frames[last].op ? 0 : last);
	});
	$("memory").addEventListener("click", event => {
		if (event.target.dataset.pfn === undefined) return;
		chosen = Number(event.target.dataset.pfn);
		draw();
	});
	matchMedia("(max-width: 40rem)").addEventListener("change", draw);
}

function start() {
	if (!data.base) { $("note").hidden = false; $("note").textContent = "One side refused the machine: there is no world to look at."; return; }
	known.set(last, apply(nothing(), data.base));
	other = data.theirs ? apply(known.get(last), data.theirs) : null;
	if (data.dropped) {
		$("note").hidden = false;
		$("note").textContent = `The first ${data.dropped} steps are left out, so that this file stays small.`;
	}
	for (const frame of frames) {
		const item = document.querySelector(`#ops [data-op="${frame.op}"]`);
		if (item && !frame.answer && !frame.theirs) item.classList.add("idle");
		if (item && frame.answer) item.querySelector(".gave").textContent = frame.answer.text;
		if (item && frame.answer && !frame.answer.ok) item.classList.add("refused");
	}
	$("slider").max = last;
	$("jump").hidden = !data.diff;
	$("player").hidden = false;
	legend();
	listen();
	chosen = choose();
	const wanted = /^#op=(\d+)$/.exec(location.hash), found = wanted ? frames.findIndex(frame => frame.op === Number(wanted[1])) : -1;
	show(location.hash === "#boot" ? 0 : found >= 0 ? found : last);
}

start();
