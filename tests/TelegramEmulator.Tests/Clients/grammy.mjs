// A bot's main work with grammY.
import { Bot, GrammyError, InlineKeyboard, webhookCallback } from 'grammy';
import { block, bookByWebhook, customer, message, outcome, press, refuseOnce, report, root, token, webhook, write } from './human.mjs';

const bot = new Bot(token, { client: { apiRoot: root } });
const seen = {};
const refused = (error) => (error instanceof GrammyError ? ['GrammyError', error.error_code, error.description, error.parameters.retry_after ?? null] : String(error));

const me = await bot.api.getMe();
seen.me = [me.is_bot, me.can_join_groups];
await bot.api.setWebhook(webhook, { secret_token: 'secret', allowed_updates: ['message', 'callback_query'] });
seen.webhook = [(await bot.api.getWebhookInfo()).url];
await bot.api.deleteWebhook();
seen.webhook.push((await bot.api.getWebhookInfo()).url);

bot.command('book', async (context) => {
  seen.command = [context.match, context.message.entities.map((entity) => [entity.type, entity.offset, entity.length])];
  const sent = await context.reply('<b>Book?</b>', { parse_mode: 'HTML', reply_markup: new InlineKeyboard().text('Yes', 'yes').text('No', 'no') });
  seen.sent = [sent.text, sent.entities[0].type, sent.reply_markup.inline_keyboard[0].length];
});
bot.callbackQuery('yes', async (context) => {
  await context.answerCallbackQuery({ text: 'Booked', show_alert: true });
  const edited = await context.editMessageText('Done');
  seen.edited = [edited.text, edited.reply_markup ?? null];
});
const polling = bot.start();

await write('/book 17 @anna_studio');
const pressed = await press((await message('Book?')).message_id, 0);
seen.popup = pressed.text;
await message('Done');
await bot.stop();
await polling;

await bookByWebhook(seen, () => webhookCallback(bot, 'http', { secretToken: 'secret' }), (url) => bot.api.setWebhook(url, { secret_token: 'secret' }), () => bot.api.deleteWebhook());

await refuseOnce('sendMessage');
seen.tooMany = await outcome(() => bot.api.sendMessage(customer, 'again'), refused);
seen.empty = await outcome(() => bot.api.sendMessage(customer, ''), refused);
seen.markup = await outcome(() => bot.api.sendMessage(customer, '<b>x', { parse_mode: 'HTML' }), refused);
await block();
seen.blocked = await outcome(() => bot.api.sendMessage(customer, 'x'), refused);
report(seen);
