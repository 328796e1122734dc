using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/week: what was decided in the last seven days and by whom, and the sessions of the next seven.</summary>
public sealed class WeekCommand(IBookingIndexSource index, DigestText text) : ICommand
{
    public async Task RunAsync(CommandOrder order) => await order.ReplyTextAsync(text.OfWeek(await index.CurrentAsync(order.Context.CancellationToken), order.Language));
}
