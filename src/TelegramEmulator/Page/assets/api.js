// The control API, and one line at the foot of the page for what went wrong.

const notice = document.getElementById('notice');
let hiding;

export function tell(text, bad = false) {
  notice.textContent = text;
  notice.classList.toggle('bad', bad);
  clearTimeout(hiding);
  hiding = setTimeout(() => { notice.textContent = ''; }, 6000);
}

/** Calls the control API; gives the JSON, or null after telling what went wrong. */
export async function call(path, body, method = body === undefined ? 'GET' : 'POST') {
  try {
    const response = await fetch(`/emulator/${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const json = text ? JSON.parse(text) : {};
    if (response.ok) return json;
    tell(json.detail ?? `The emulator answered ${response.status}.`, true);
  } catch {
    tell('The emulator does not answer.', true);
  }
  return null;
}
