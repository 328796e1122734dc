using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Answers the chats with a problem: first those that Telegram asked to wait with, since they open again by themselves.</summary>
internal sealed class ListChatsConsumer(IChatStore chats, ILimiter limiter, TimeProvider time) : IConsumer<ListChats>
{
    /// <summary>So many notes that do not pass the filter are skipped; a page may then be short and have a next one.</summary>
    private const int MaxLookedAt = 5000;

    private const int Block = 500;

    private static readonly ChatPlace First = new(long.MaxValue, "");

    public async Task Consume(ConsumeContext<ListChats> context)
    {
        var question = context.Message;
        var found = new List<ChatCondition>();
        if (question.After is null && question.State is null or "limited")
        {
            found.AddRange((await limiter.ClosedAsync()).Take(question.Limit).Select(closed => new ChatCondition { ChatId = closed.ChatId, State = "limited", Until = closed.Until }));
        }

        var after = Read(question.After);
        string? next = null;
        for (var looked = 0; question.State != "limited" && next is null; )
        {
            var notes = await chats.ListAsync(after, Block);
            foreach (var note in notes)
            {
                if (found.Count >= question.Limit || ++looked > MaxLookedAt)
                {
                    next = Write(after ?? First);
                    break;
                }

                after = note.Place;
                if (Of(note) is var chat && (question.State is null || chat.State == question.State))
                {
                    found.Add(chat);
                }
            }

            if (notes.Count < Block)
            {
                break;
            }
        }

        await context.RespondAsync(new ChatPage { Chats = found, Next = next });
    }

    private ChatCondition Of(NotedChat note) => new()
    {
        ChatId = note.Place.ChatId,
        State = StateOf(note.Status),
        Reason = note.Status.Unreachable,
        Refusals = note.Status.Unreachable is null ? null : note.Status.Refusals,
        Until = note.Status.IsClosed(time.GetUtcNow()) ? note.Status.AskAgainAt : null,
        MovedTo = note.Status.MovedTo,
        At = DateTimeOffset.FromUnixTimeMilliseconds(note.Place.At),
    };

    /// <summary>The state as callers read it.</summary>
    internal static string StateOf(ChatStatus status) => status.MovedTo is null ? "unreachable" : "migrated";

    private static string Write(ChatPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.At}:{place.ChatId}");

    private static ChatPlace? Read(string? after) =>
        after?.Split(':', 2) is [var at, var chat] && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var moment) ? new ChatPlace(moment, chat) : null;
}

/// <summary>Lets the next message to a chat ask Telegram. A repetition finds that it is asked already.</summary>
internal sealed class RecheckChatConsumer(IChatStore chats) : IConsumer<RecheckChat>
{
    public async Task Consume(ConsumeContext<RecheckChat> context)
    {
        var known = await chats.AskAgainAsync(context.Message.ChatId);
        await context.RespondAsync(new ChatRechecked { ChatId = context.Message.ChatId, Forgotten = known is null ? null : ListChatsConsumer.StateOf(known) });
    }
}
