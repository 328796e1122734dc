// A bot's main work with node-telegram-bot-api, which waits and tries again by itself after 429.
import { Bot, InlineKeyboardBuilder, TelegramApiError } from 'node-telegram-bot-api';
import { createWebhookServer } from 'node-telegram-bot-api/node';
import { block, bookByWebhook, customer, message, outcome, press, refuseOnce, report, root, token, webhook, write } from './human.mjs';

const bot = new Bot(token, { apiRoot: root });
const seen = {};
const refused = (error) => (error instanceof TelegramApiError ? ['TelegramApiError', error.errorCode, error.description, error.retryAfter ?? null] : String(error));

const me = await bot.api.getMe();
seen.me = [me.is_bot, me.can_join_groups];
await bot.api.setWebhook({ url: webhook, secret_token: 'secret', allowed_updates: ['message', 'callback_query'] });
seen.webhook = [(await bot.api.getWebhookInfo()).url];
await bot.api.deleteWebhook();
seen.webhook.push((await bot.api.getWebhookInfo()).url);

bot.command('book', async (context) => {
  seen.command = [context.match, context.message.entities.map((entity) => [entity.type, entity.offset, entity.length])];
  const sent = await context.reply('<b>Book?</b>', { parse_mode: 'HTML', reply_markup: new InlineKeyboardBuilder().text('Yes', 'yes').text('No', 'no').build() });
  seen.sent = [sent.text, sent.entities[0].type, sent.reply_markup.inline_keyboard[0].length];
});
bot.on('callback_query', async (context) => {
  await context.answerCallbackQuery({ text: 'Booked', show_alert: true });
  const asked = context.callbackQuery.message;
  const edited = await bot.api.editMessageText({ chat_id: asked.chat.id, message_id: asked.message_id, text: 'Done' });
  seen.edited = [edited.text, edited.reply_markup ?? null];
});
const polling = bot.startPolling();

await write('/book 17 @anna_studio');
const pressed = await press((await message('Book?')).message_id, 0);
seen.popup = pressed.text;
await message('Done');
await bot.stop();
await polling;

await bookByWebhook(seen, () => createWebhookServer(bot, { path: '/hook', secretToken: 'secret' }), (url) => bot.api.setWebhook({ url, secret_token: 'secret' }), () => bot.api.deleteWebhook());

await refuseOnce('sendMessage');
seen.tooMany = await outcome(() => bot.api.sendMessage({ chat_id: customer, text: 'again' }), refused);
seen.empty = await outcome(() => bot.api.sendMessage({ chat_id: customer, text: '' }), refused);
seen.markup = await outcome(() => bot.api.sendMessage({ chat_id: customer, text: '<b>x', parse_mode: 'HTML' }), refused);
await block();
seen.blocked = await outcome(() => bot.api.sendMessage({ chat_id: customer, text: 'x' }), refused);
report(seen);
