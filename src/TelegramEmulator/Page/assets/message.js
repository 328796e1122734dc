// Draws one message.

import { clockOf, element, keyOf, nameOf, tint } from './element.js';
import { formatted, linkable } from './text.js';

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
  // What began the topic is not shown above every message in it.
  if (message.reply_to_message && !message.reply_to_message.forum_topic_created) {
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
