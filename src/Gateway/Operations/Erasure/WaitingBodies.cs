using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>Messages that wait in Redis: schedules, and what was accepted while the broker was unavailable. In memory nothing waits but in the bus itself.</summary>
internal sealed class WaitingBodies(MessageEraser eraser, IScheduledMessages? schedules = null, IBusOutboxMessages? outbox = null)
{
    /// <summary>Takes a person out of them. Returns how many were changed or taken away.</summary>
    public async Task<int> EraseAsync(PersonTraces person, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var waiting in new IWaitingMessages?[] { schedules, outbox })
        {
            changed += waiting is null ? 0 : await waiting.RewriteAsync(
                (types, body, headers) =>
                {
                    if (eraser.Clean(person, body, types) is not { } result)
                    {
                        return null;
                    }

                    if (result.Mark is { } mark)
                    {
                        headers[MessageMarkHeader.Name] = mark;
                    }

                    return result.Body ?? "";
                },
                cancellationToken);
        }

        return changed;
    }
}
