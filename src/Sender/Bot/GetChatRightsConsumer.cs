using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Asks Telegram what the bot may do in chats. Changes nothing, so it may run any number of times.</summary>
internal sealed class GetChatRightsConsumer(TelegramClient telegram) : IConsumer<GetChatRights>
{
    public async Task Consume(ConsumeContext<GetChatRights> context)
    {
        var bot = TelegramClient.ResultOf(await telegram.ProbeAsync(context.CancellationToken), TelegramJson.Default.BotUser);
        var chats = await Task.WhenAll(context.Message.ChatIds.Distinct(StringComparer.Ordinal).Take(100).Select(chat => AskAsync(chat, bot, context.CancellationToken)));
        await context.RespondAsync(new ChatRightsList { Chats = chats });
    }

    private async Task<ChatRights> AskAsync(string chatId, BotUser? bot, CancellationToken cancellationToken)
    {
        if (bot is null)
        {
            return new ChatRights { ChatId = chatId, Error = "Telegram does not answer the bot" };
        }

        var answer = await telegram.GetChatAsync(new GetChatCall(chatId), cancellationToken);
        if (TelegramClient.ResultOf(answer, TelegramJson.Default.ChatInfo) is not { } chat)
        {
            return new ChatRights { ChatId = chatId, Error = WhyNot(answer) };
        }

        var known = new ChatRights { ChatId = chatId, Number = chat.Id?.ToString(CultureInfo.InvariantCulture), Title = chat.Title, Type = chat.Type };
        answer = await telegram.GetChatMemberAsync(new GetChatMemberCall(chatId, bot.Id), cancellationToken);
        return TelegramClient.ResultOf(answer, TelegramJson.Default.ChatMemberInfo) is { } member
            ? known with
            {
                Status = member.Status,
                CanWrite = CanWrite(chat, member),
                CanPin = CanPin(chat, member),
                CanReadAll = IsIn(member) && (chat.Type == "private" || member.Status is "administrator" or "creator" || bot.CanReadAllGroupMessages == true),
            }
            : known with { Error = WhyNot(answer) };
    }

    private static bool IsIn(ChatMemberInfo member) => member.Status is "administrator" or "creator" or "member" || (member.Status == "restricted" && member.IsMember != false);

    // In a channel administrators with that right write; in a group a member has the rights of all members.
    private static bool CanWrite(ChatInfo chat, ChatMemberInfo member) => IsIn(member) && member.Status switch
    {
        "creator" => true,
        "administrator" => chat.Type != "channel" || member.CanPostMessages == true,
        "restricted" => member.CanSendMessages == true,
        _ => chat.Type != "channel" && chat.Permissions?.CanSendMessages != false,
    };

    private static bool CanPin(ChatInfo chat, ChatMemberInfo member) => IsIn(member) && (chat.Type == "private" || member.Status switch
    {
        "creator" => true,
        "administrator" => (chat.Type == "channel" ? member.CanEditMessages : member.CanPinMessages) == true,
        "restricted" => member.CanPinMessages == true,
        _ => chat.Type != "channel" && chat.Permissions?.CanPinMessages == true,
    });

    private static string WhyNot(TelegramResponse answer) => Classification.Classify(answer) switch
    {
        TelegramOutcome.Permanent refused => refused.Description,
        TelegramOutcome.Migrated moved => string.Create(CultureInfo.InvariantCulture, $"the group became a supergroup, with the number {moved.ChatId}"),
        TelegramOutcome.RateLimited => "Telegram asked to wait",
        TelegramOutcome.Transient(var why) => why,
        TelegramOutcome.Ambiguous(var why) => why,
        _ => "Telegram does not answer the bot",
    };
}
