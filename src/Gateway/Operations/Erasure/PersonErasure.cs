using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>
/// Erases a person everywhere. The bookings come last: the person is found by them, so that the same call can resume after a failure.
/// </summary>
internal sealed class PersonErasure(
    ConfirmedPublisher publisher, IErasures erasures, IAcceptedContent accepted, IMessageStatusStore statuses, ICallbackLog callbacks, IAuditTrail trail, ErrorQueues errorQueues, WaitingBodies waiting, MessageEraser eraser)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Erases and counts what was changed. Throws where one of the parts does not answer: erased parts stay erased, and the same call resumes.</summary>
    public async Task<ErasedPerson> EraseAsync(FindPerson who, CancellationToken cancellationToken)
    {
        // Noted before the search: messages that arrive later are erased on arrival, and stored ones are found.
        await erasures.AddAsync(new PersonTraces([], [], Given(who.Phone), [], Given(who.ClientChatId)));
        var found = await AskAsync<FindPerson, PersonFound>(who, "The service that has the bookings", cancellationToken);
        var person = new PersonTraces(found.BookingIds, found.Names, found.Phones, found.Notes, found.ChatIds);
        // Noted again with everything that is known of the person.
        await erasures.AddAsync(person);
        var former = found.FormerBookingIds ?? [];
        await accepted.ForgetAsync([.. found.BookingIds.Concat(former).Select(id => $"booking:{id}")]);
        var messages = await statuses.ConcernedAsync(person);
        await accepted.ForgetAsync([.. messages.Select(id => $"message:{id:N}")]);
        var traces = await EraseTracesAsync(messages);
        // Only now: by the board alone the messages to the chats are found when the call resumes.
        await statuses.EraseAsync(person);
        var erased = new ErasedPerson
        {
            Bookings = found.BookingIds.Count,
            FormerBookings = former,
            Messages = messages.Count,
            Callbacks = await callbacks.EraseAsync(person),
            AuditBodies = await trail.EraseAsync(person),
            Orders = traces.Orders,
            Shadowed = traces.Shadowed ?? 0,
            Scheduled = await waiting.EraseAsync(person, cancellationToken),
            Failed = await EraseFailedAsync(person, cancellationToken),
        };
        foreach (var order in found.BookingIds.Select(id => new EraseBooking { BookingId = id }).Concat(former.Select(id => new EraseBooking { BookingId = id, FormerOnly = true })))
        {
            await AskAsync<EraseBooking, BookingState>(order, "The service that decides", cancellationToken);
        }

        // All that may have taken minutes: what was ordered or decided meanwhile counts as before the erasure too.
        await erasures.AddAsync(person);
        var later = await statuses.ConcernedAsync(person);
        await accepted.ForgetAsync([.. later.Select(id => $"message:{id:N}")]);
        var orders = later.Except(messages).Any() ? (await EraseTracesAsync([.. later.Except(messages)])).Orders : 0;
        await statuses.EraseAsync(person);
        return erased with { Callbacks = erased.Callbacks + await callbacks.EraseAsync(person), Orders = erased.Orders + orders };

        Task<TracesErased> EraseTracesAsync(IReadOnlyCollection<Guid> ids) => AskAsync<EraseTraces, TracesErased>(
            new EraseTraces { MessageIds = [.. ids.Select(id => id.ToString())], ChatIds = found.ChatIds, Names = found.Names, Phones = found.Phones, Notes = found.Notes }, "The Sender", cancellationToken);
    }

    private static string[] Given(string? text) => text is null ? [] : [text];

    private async Task<int> EraseFailedAsync(PersonTraces person, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var queue in errorQueues.Names)
        {
            var rewritten = await errorQueues.RewriteAsync(queue, (type, body) => eraser.Clean(person, body, type), cancellationToken);
            changed += rewritten?.Moved ?? (errorQueues.HasBroker ? throw NoAnswer("The broker") : 0);
        }

        return changed;
    }

    private async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, string whom, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class =>
        await publisher.AskForChangeAsync(question, Timeout, answers => answers.On<TAnswer>(), cancellationToken) as TAnswer
        ?? throw NoAnswer(whom);

    private static NoAnswerException NoAnswer(string whom) => new($"{whom} did not answer in time. What was erased stays so; make the same call again, and it goes on.");
}

/// <summary>What was changed.</summary>
internal sealed record ErasedPerson
{
    /// <summary>Bookings in which the person was named.</summary>
    public required int Bookings { get; init; }

    /// <summary>Bookings that came with this phone number or chat and have another one since: what they came with was erased, and their customer of today stays. Where it is the same person, erase by what the booking has now.</summary>
    public required IReadOnlyList<string> FormerBookings { get; init; }

    /// <summary>Messages on the board about these bookings, or to the person.</summary>
    public required int Messages { get; init; }

    /// <summary>Callbacks whose body named the person.</summary>
    public required int Callbacks { get; init; }

    /// <summary>What the audit kept of the person: replaced bodies that named him or her, and chats.</summary>
    public required int AuditBodies { get; init; }

    /// <summary>Orders with an unknown outcome, which the Sender kept.</summary>
    public required int Orders { get; init; }

    /// <summary>Messages that a Sender with <c>SHADOW=true</c> noted instead of sending them.</summary>
    public required int Shadowed { get; init; }

    /// <summary>Messages that wait in Redis for their time, or for the broker.</summary>
    public required int Scheduled { get; init; }

    /// <summary>Messages in error queues.</summary>
    public required int Failed { get; init; }
}
