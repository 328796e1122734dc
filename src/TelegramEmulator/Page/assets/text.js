// Draws a text with its entities. Every character goes into the page as text, never as markup: no innerHTML anywhere, and links only to http(s), mailto and tg.

import { element } from './element.js';

const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** The addresses that a link may lead to. */
export const linkable = /^(https?:|mailto:|tg:)/i;

/** The text with its entities as nodes; offsets count UTF-16 code units, as strings here do. */
export function formatted(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (from, to, inner) => {
    const parts = document.createDocumentFragment();
    let at = from;
    for (let i = 0; i < inner.length;) {
      const entity = inner[i];
      const end = Math.min(entity.offset + entity.length, to);
      const begin = Math.max(entity.offset, at);
      const nested = [];
      for (i++; i < inner.length && inner[i].offset < end; i++) nested.push(inner[i]);
      if (begin >= end) continue;
      // A block breaks the line by itself: the line break beside it would show as an empty line.
      const block = blocks.has(entity.type);
      if (begin > at) parts.append(text.slice(at, block && text[begin - 1] === '\n' ? begin - 1 : begin));
      parts.append(wrap(entity, text.slice(begin, end), build(begin, end, nested)));
      at = block && text[end] === '\n' && end < to ? end + 1 : end;
    }
    if (at < to) parts.append(text.slice(at, to));
    return parts;
  };
  return build(0, text.length, sorted);
}

function wrap(entity, plain, content) {
  switch (entity.type) {
    case 'bold': return element('strong', {}, content);
    case 'italic': return element('em', {}, content);
    case 'underline': return element('u', {}, content);
    case 'strikethrough': return element('s', {}, content);
    case 'code': return element('code', {}, content);
    case 'pre': {
      const block = element('pre', {}, content);
      if (entity.language) block.dataset.language = entity.language;
      return block;
    }
    case 'blockquote': return element('blockquote', {}, content);
    case 'expandable_blockquote': {
      const more = element('button', { type: 'button', className: 'more' });
      const quote = element('blockquote', { className: 'expandable' }, element('div', {}, content), more);
      const show = open => {
        quote.classList.toggle('open', open);
        more.textContent = open ? 'less ▴' : 'more ▾';
        more.setAttribute('aria-expanded', open);
      };
      // A quote that is not cut has nothing more to show.
      new ResizeObserver(() => {
        const inner = quote.firstElementChild;
        more.hidden = !quote.classList.contains('open') && inner.scrollHeight <= inner.clientHeight;
      }).observe(quote.firstElementChild);
      more.addEventListener('click', () => show(!quote.classList.contains('open')));
      show(false);
      return quote;
    }
    case 'spoiler': {
      const spoiler = element('button', { type: 'button', className: 'spoiler', title: 'Hidden text' }, content);
      spoiler.setAttribute('aria-expanded', 'false');
      spoiler.addEventListener('click', () => spoiler.setAttribute('aria-expanded', 'true'));
      return spoiler;
    }
    case 'text_link': return link(entity.url, content);
    case 'url': return link(/^[a-z]+:\/\//i.test(plain) ? plain : `http://${plain}`, content);
    case 'email': return link(`mailto:${plain}`, content);
    case 'date_time': return moment(entity, content);
    case 'bot_command': {
      const command = element('button', { type: 'button', className: 'entity', title: 'Write this command' }, content);
      command.dataset.command = plain;
      return command;
    }
    case 'mention': case 'hashtag': case 'cashtag': case 'text_mention': return element('span', { className: 'entity' }, content);
    default: return element('span', {}, content);
  }
}

/** A moment: with a format in the reader's own time zone and words, without one as the bot wrote it. */
function moment(entity, content) {
  const at = new Date(entity.unix_time * 1000);
  if (Number.isNaN(at.getTime())) return element('span', {}, content);
  const format = entity.date_time_format ?? '';
  if (format === 'r') {
    const relative = element('time', { className: 'entity', title: at.toLocaleString(), dateTime: at.toISOString() });
    relative.dataset.relative = entity.unix_time;
    relative.textContent = untilNow(entity.unix_time);
    return relative;
  }
  const own = new Intl.DateTimeFormat([], {
    weekday: format.includes('w') ? 'short' : undefined,
    dateStyle: format.includes('w') ? undefined : format.includes('D') ? 'long' : format.includes('d') ? 'short' : undefined,
    timeStyle: format.includes('w') ? undefined : format.includes('T') ? 'medium' : format.includes('t') ? 'short' : undefined,
    ...(format.includes('w') && /d/i.test(format) ? { day: 'numeric', month: format.includes('D') ? 'long' : 'numeric', year: 'numeric' } : {}),
    ...(format.includes('w') && /t/i.test(format) ? { hour: '2-digit', minute: '2-digit', second: format.includes('T') ? '2-digit' : undefined } : {}),
  });
  return element('time', { className: 'entity', title: at.toLocaleString(), dateTime: at.toISOString() }, /[wdt]/i.test(format) ? own.format(at) : content);
}

const units = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];

/** A moment as seen from now, in the reader's words. */
function untilNow(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, length] = units.find(([, length]) => Math.abs(away) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat([], { numeric: 'auto' }).format(Math.trunc(away / length), unit);
}

setInterval(() => {
  for (const relative of document.querySelectorAll('[data-relative]')) relative.textContent = untilNow(Number(relative.dataset.relative));
}, 1000);

function link(url, content) {
  return linkable.test(url)
    ? element('a', { href: url, target: '_blank', rel: 'noopener noreferrer', title: url }, content)
    : element('span', {}, content);
}
