// Draws one message. Every character of a message goes into the page as text, never as markup:
// no innerHTML anywhere, and links only to http(s), mailto and tg.

const tints = ['#c8452f', '#c4742a', '#7b57c9', '#2f8f3e', '#1d8a96', '#2f74c0', '#c04a83'];
const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const linkable = /^(https?:|mailto:|tg:)/i;

export const tint = id => tints[Math.abs(id) % tints.length];

export const nameOf = person => person.title ?? [person.first_name, person.last_name].filter(Boolean).join(' ');

export const initials = name => [...name.replace(/[^\p{L}\p{N} ]/gu, '')].length === 0 ? '?'
  : name.replace(/[^\p{L}\p{N} ]/gu, '').split(' ').filter(Boolean).slice(0, 2).map(word => [...word][0]).join('').toUpperCase();

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** What tells a message from all others of its chat: ephemeral ones have ids of their own. */
export const keyOf = message => message.ephemeral_message_id ? `e${message.ephemeral_message_id}` : String(message.message_id);

export const clockOf = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

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

/** A photo; one that the emulator did not fetch comes as a picture of its address. */
function photo(size, text) {
  const image = element('img', { className: 'photo', src: `/emulator/photos/${encodeURIComponent(size.file_unique_id)}`, alt: text ? `Photo: ${text.slice(0, 80)}` : 'Photo', width: size.width, height: size.height });
  image.addEventListener('error', () => image.replaceWith(element('div', { className: 'photo gone', textContent: 'The photo is not kept any more' })));
  return image;
}

/** A document: its name, and how much it is. */
function documentOf(file) {
  const size = file.file_size ? ` (${file.file_size < 1024 ? `${file.file_size} B` : `${Math.round(file.file_size / 1024)} KB`})` : '';
  return element('div', { className: 'document', dir: 'auto', textContent: `Document: ${file.file_name}${size}` });
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

/** The buttons under a message; `press` gets the button and its element. */
function keyboard(markup, press) {
  const keys = element('div', { className: 'keys' });
  for (const row of markup.inline_keyboard) {
    keys.append(element('div', {}, ...row.map(button => {
      const url = button.url ?? button.web_app?.url ?? button.login_url?.url;
      const key = url
        ? element('a', { className: 'key', href: linkable.test(url) ? url : '#', target: '_blank', rel: 'noopener noreferrer', textContent: `${button.text} ↗` })
        : element('button', { type: 'button', className: 'key', textContent: button.text });
      key.dir = 'auto';
      key.title = button.text;
      if (button.style) key.dataset.style = button.style;
      if (button.disabled) key.disabled = true;
      if (button.callback_data !== undefined) {
        key.dataset.data = button.callback_data;
        key.addEventListener('click', () => press(button, key));
      } else if (button.copy_text) {
        key.addEventListener('click', () => navigator.clipboard?.writeText(button.copy_text.text));
      }
      return key;
    })));
  }
  return keys;
}

/** One message as an element. */
export function drawMessage(message, { own, showAuthor, topic, press, showHistory }) {
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) {
    const moved = element('p', { className: 'day', textContent: message.migrate_to_chat_id
      ? `This group became the supergroup ${message.migrate_to_chat_id}`
      : `This supergroup was the group ${message.migrate_from_chat_id}` });
    moved.dataset.id = message.message_id;
    return moved;
  }
  const meta = element('span', { className: 'meta' });
  if (message.edit_date) {
    const edited = element('button', { type: 'button', textContent: 'edited', title: 'Show earlier versions' });
    edited.addEventListener('click', showHistory);
    meta.append(edited, ' ');
  }
  meta.append(element('time', { dateTime: new Date(message.date * 1000).toISOString(), textContent: clockOf(message.date) }));

  const bubble = element('div', { className: 'bubble' });
  if (showAuthor) {
    const author = element('div', { className: 'author', dir: 'auto', textContent: nameOf(message.sender_chat ?? message.from) });
    if (message.from?.is_bot && !message.sender_chat) author.append(element('span', { className: 'tag', textContent: ' bot' }));
    author.style.setProperty('--tint', tint((message.sender_chat ?? message.from).id));
    bubble.append(author);
  }
  if (topic) bubble.prepend(element('div', { className: 'topic', textContent: topic }));
  if (message.reply_to_message) {
    const replied = message.reply_to_message;
    const strip = element('div', { className: 'reply' });
    if (replied.from) {
      const author = element('b', { dir: 'auto', textContent: nameOf(replied.from) });
      author.style.setProperty('--tint', tint(replied.from.id));
      strip.append(author);
    }
    strip.append(element('div', { dir: 'auto', textContent: replied.text ?? replied.caption ?? replied.document?.file_name ?? (replied.photo ? 'Photo' : '') }));
    bubble.append(strip);
  }
  const text = message.text ?? message.caption ?? happened(message);
  if (message.photo) bubble.append(photo(message.photo.at(-1), text));
  if (message.document) bubble.append(documentOf(message.document));
  bubble.append(element('div', { className: 'text', dir: 'auto' }, formatted(text, message.entities ?? message.caption_entities), meta));

  const article = element('article', { className: own ? 'message own' : 'message' }, bubble);
  article.dataset.id = keyOf(message);
  if (message.ephemeral_message_id) {
    article.classList.add('ephemeral');
    bubble.prepend(element('div', { className: 'only', textContent: `Only ${nameOf(message.receiver_user)} sees this` }));
  }
  article.tabIndex = -1;
  if (message.reply_markup) article.append(keyboard(message.reply_markup, press));
  return article;
}

// What a service message says.
function happened(message) {
  if (message.pinned_message) return `Pinned: ${message.pinned_message.text ?? message.pinned_message.caption ?? message.pinned_message.document?.file_name ?? 'a photo'}`;
  if (message.forum_topic_created) return `Topic created: ${message.forum_topic_created.name}`;
  if (message.forum_topic_edited) return `Topic edited: ${message.forum_topic_edited.name}`;
  if (message.forum_topic_closed) return 'Topic closed';
  return message.forum_topic_reopened ? 'Topic reopened' : '';
}
