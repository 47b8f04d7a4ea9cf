/* The door while the net is gone: scans wait in this device and are sent when it is back.

   The form works without this file. With it a scan is asked of the server at once; where no answer
   comes, the ticket is looked up among the marks that the page holds and put into the queue. */
"use strict";

const door = document.querySelector("[data-door]");

if (door) {
  const key = `yulin-door-${door.dataset.door}`;
  const marks = new Set(door.dataset.doorMarks.split(" "));
  const field = door.querySelector("[name=shown]");
  const told = door.querySelector("[data-door-told]");
  const latest = document.querySelector("[data-door-latest]");
  const waiting = document.querySelector("[data-door-queue]");
  const came = document.querySelector("[data-door-came]");
  let sending = false;

  const queue = () => JSON.parse(localStorage.getItem(key) || "[]");
  const keep = (scans) => {
    localStorage.setItem(key, JSON.stringify(scans));
    waiting.textContent = scans.length;
  };

  const say = (text, kind) => {
    told.className = `alert alert-${kind}`;
    told.textContent = text;
    told.hidden = false;
    const line = document.createElement("li");
    line.textContent = `${new Date().toLocaleTimeString("zh-CN", { hour12: false })} ${text}`;
    latest.prepend(line);
  };

  const count = (results) => {
    const first = results.filter((one) => one.first).length;
    came.textContent = Number(came.textContent.replace(/\D/g, "")) + first;
  };

  const send = async (scans, late) => {
    const answer = await fetch(door.dataset.doorUrl, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": door.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ late, scans }),
    });
    if (answer.status === 422) return { error: (await answer.json()).error };
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const mark = async (shown) => {
    const code = shown.split(":")[0].replace(/[\s-]/g, "").toUpperCase();
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("").slice(0, 32);
  };

  const remember = async (shown, at) => {
    const scans = queue();
    const code = shown.split(":")[0];
    if (scans.some((one) => one.shown.split(":")[0] === code)) return say(door.dataset.doorTwice, "near");
    if (window.crypto?.subtle && !marks.has(await mark(shown))) return say(door.dataset.doorUnknown, "bad");
    keep([...scans, { shown, at }]);
    return say(door.dataset.doorKept, "near");
  };

  const sendKept = async () => {
    const scans = queue().slice(0, 500);
    if (sending || !scans.length) return;
    sending = true;
    try {
      const answer = await send(scans, true);
      if (answer.error) return;
      keep(queue().slice(scans.length));
      count(answer.results);
      answer.results.forEach((one) => say(one.told, one.first ? "yes" : "near"));
    } catch {
      /* still no net: the next try comes by itself */
    } finally {
      sending = false;
    }
  };

  door.addEventListener("submit", async (event) => {
    event.preventDefault();
    const shown = field.value.trim();
    const at = new Date().toISOString();
    field.value = "";
    field.focus();
    if (!shown) return;
    try {
      const answer = await send([{ shown, at }], false);
      if (answer.error) return say(answer.error, "bad");
      const [one] = answer.results;
      count(answer.results);
      say(one.told, one.first ? "yes" : one.known ? "near" : "bad");
    } catch {
      await remember(shown, at);
    }
  });

  keep(queue());
  sendKept();
  window.addEventListener("online", sendKept);
  setInterval(sendKept, 10_000);
}
