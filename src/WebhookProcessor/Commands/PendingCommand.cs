using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>
/// /pending: every open decision with fresh buttons, a page at a time, also for presses that Telegram dropped (docs/telegram.md 8).
/// Each booking's saga sends its own message and keeps track of it, so that it is edited with all others when somebody decides.
/// </summary>
public sealed class PendingCommand(IBookingLists lists, ISessions sessions, PendingList list, ButtonSigner signer, Localizer localizer) : ICommand
{
    private const int PageLength = 10;

    /// <summary>Shows the first page.</summary>
    public Task RunAsync(CommandOrder order) => ShowAsync(order, shown: []);

    /// <summary>Shows the next page: what is open and was not shown yet.</summary>
    public async Task MoreAsync(CommandOrder order)
    {
        var session = await sessions.GetAsync(order.ChatId, order.UserId);
        var isNamed = order.Message.MessageId != 0;
        await ShowAsync(isNamed ? order : order with { Message = order.Message with { TopicId = order.ThreadId ?? session.ShownIn } }, session.Shown);
    }

    private async Task ShowAsync(CommandOrder order, IReadOnlyList<Guid> shown)
    {
        var open = (await lists.OpenAsync()).Except(shown).ToList();
        var here = open.Take(PageLength).ToList();
        if (here.Count == 0)
        {
            await (order with { IsForOne = true }).ReplyAsync("pending_empty");
            return;
        }

        var rest = open.Count - here.Count;
        if (!await TryShowToOneAsync(order, here, open.Count, rest))
        {
            await ShowToAllAsync(order, here, shown.Count == 0 ? open.Count : null, rest);
        }

        await sessions.ChangeAsync(order.ChatId, order.UserId, session => session with { Shown = [.. shown, .. here], ShownIn = order.ThreadId });
    }

    // In a group the user who asked is shown one message, and the group none.
    private async Task<bool> TryShowToOneAsync(CommandOrder order, IReadOnlyList<Guid> page, int count, int rest)
    {
        if (!order.CanBeForOne)
        {
            return false;
        }

        var (html, keyboard) = await list.OfAsync(order, page, count, rest > 0 ? MoreKey(order) : null);
        return await order.TryShowAsync(html, keyboard);
    }

    // One answer, one order: each message waits for the one before it, in one lane.
    private async Task ShowToAllAsync(CommandOrder order, IReadOnlyList<Guid> page, int? count, int rest)
    {
        Guid? last = count is { } all ? await order.ReplyPartAsync(after: null, "pending_head", keyboard: null, ("count", all)) : null;
        foreach (var booking in page)
        {
            await order.Context.Publish(
                new ShowBookingAgain
                {
                    CorrelationId = booking,
                    ChatId = order.ChatId,
                    ThreadId = order.ThreadId,
                    Language = order.Language,
                    Occasion = order.Occasion,
                    After = last,
                },
                c => c.MessageId = BookingCorrelation.Message(booking, $"show:{order.Occasion}"));
            last = StaffMessages.CopyId(booking, order.ChatId, order.ThreadId, $"show:{order.Occasion}");
        }

        if (rest > 0)
        {
            await order.ReplyPartAsync(last, "pending_more", MoreButton(order), ("count", rest));
        }
    }

    private JsonElement MoreButton(CommandOrder order) => JsonSerializer.SerializeToElement(new JsonObject { ["inline_keyboard"] = new JsonArray(new JsonArray(MoreKey(order))) });

    private JsonObject MoreKey(CommandOrder order) => new()
    {
        ["text"] = localizer.Of("button_more", order.Language),
        ["callback_data"] = signer.Write(new Button(ButtonAction.Page, Guid.Empty), order.ChatId),
    };
}
