// The panel of faults on demand.

import { call, tell } from './api.js';
import { element } from './element.js';

const panel = document.getElementById('faults');
const form = document.getElementById('fault-form');
const list = document.getElementById('fault-list');
const count = document.getElementById('faults-count');
const limits = document.getElementById('limits');
const mode = document.getElementById('press-mode');

async function refresh() {
  const [faults, current, presses] = await Promise.all([call('faults'), call('limits'), call('presses/mode')]);
  if (!faults || !current || !presses) return;
  limits.checked = current.enabled;
  // An open list of choices is left alone.
  if (document.activeElement !== mode) mode.value = presses.mode;
  count.hidden = faults.length === 0;
  count.textContent = faults.length;
  list.replaceChildren(...faults.map(fault => {
    const left = fault.count === undefined ? 'until cleared' : `${fault.count - fault.met} left`;
    const remove = element('button', { type: 'button', className: 'quiet', textContent: 'Clear' });
    remove.setAttribute('aria-label', `Clear ${fault.kind} on ${fault.method ?? 'every call'}`);
    remove.addEventListener('click', async () => { await call(`faults/${fault.id}`, undefined, 'DELETE'); refresh(); });
    return element('li', {}, element('span', { textContent: `${fault.kind.replaceAll('_', ' ')} · ${fault.method ?? 'every call'} · ${left}` }), remove);
  }));
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  const given = new FormData(form);
  const fault = { kind: given.get('kind'), retry_after: Number(given.get('retry_after')), delay_ms: given.get('kind') === 'delay' ? 3000 : 0 };
  if (given.get('method')) fault.method = given.get('method');
  if (given.get('count')) fault.count = Number(given.get('count'));
  if (await call('faults', fault)) tell('The fault waits for its call.');
  refresh();
});

limits.addEventListener('change', async () => {
  const current = await call('limits');
  if (current) await call('limits', { ...current, enabled: limits.checked }, 'PUT');
  refresh();
});

mode.addEventListener('change', () => call('presses/mode', { mode: mode.value }, 'PUT'));

document.getElementById('faults-clear').addEventListener('click', async () => { await call('faults', undefined, 'DELETE'); refresh(); });
document.getElementById('faults-open').addEventListener('click', () => { panel.showModal(); refresh(); });
panel.addEventListener('click', event => { if (event.target === panel) panel.close(); });

refresh();
setInterval(() => { if (panel.open || !count.hidden) refresh(); }, 2000);
