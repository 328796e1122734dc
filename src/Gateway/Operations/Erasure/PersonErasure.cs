using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>
/// Erases a person everywhere. The bookings come between two passes: the person is found by them, so that the same call can resume after a failure, and until they are erased messages to the person are ordered.
/// </summary>
internal sealed class PersonErasure(
    ConfirmedPublisher publisher, IErasures erasures, IFoundPeople people, IAcceptedContent accepted, IMessageStatusStore statuses, ICallbackLog callbacks, IAuditTrail trail, ErrorQueues errorQueues, WaitingBodies waiting, MessageEraser eraser)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Erases and counts what was changed. Throws where one of the parts does not answer: erased parts stay erased, and the same call resumes.</summary>
    public async Task<ErasedPerson> EraseAsync(FindPerson who, CancellationToken cancellationToken)
    {
        // Noted before the search: messages that arrive later are erased on arrival, and stored ones are found.
        await erasures.AddAsync(new PersonTraces([], [], Given(who.Phone), [], Given(who.ClientChatId)));
        var now = await AskAsync<FindPerson, PersonFound>(who, "The service that has the bookings", cancellationToken);
        var (found, earlier) = await people.FindAsync(who) is { Found: { } before } kept ? (await BothAsync(before, now, cancellationToken), kept.Messages) : (now, []);
        await people.KeepAsync(who, new KeptPerson(found, earlier));
        var first = await EraseTracesAsync(who, found, earlier, cancellationToken);
        // Only what names the person now: a booking that an earlier call found may have been erased, or be another person's.
        foreach (var id in now.BookingIds)
        {
            await AskAsync<EraseBooking, BookingState>(new EraseBooking { BookingId = id }, "The service that decides", cancellationToken);
        }

        foreach (var id in now.FormerBookingIds ?? [])
        {
            await AskAsync<EraseFormerCustomer, BookingState>(new EraseFormerCustomer { BookingId = id }, "The service that decides", cancellationToken);
        }

        // All that may have taken minutes: what was ordered or decided meanwhile counts as before the erasure too, and may lie anywhere by now.
        var second = await EraseTracesAsync(who, found, first.Messages, cancellationToken);
        await people.ForgetAsync(who);
        return new ErasedPerson
        {
            Bookings = found.BookingIds.Count,
            FormerBookings = found.FormerBookingIds ?? [],
            Messages = second.Messages.Count,
            Callbacks = first.Callbacks + second.Callbacks,
            AuditBodies = first.AuditBodies + second.AuditBodies,
            Orders = Math.Max(first.Orders, second.Orders), // The second pass meets what the first one cleaned.
            Shadowed = first.Shadowed + second.Shadowed,
            Scheduled = first.Scheduled + second.Scheduled,
            Failed = first.Failed + second.Failed,
        };
    }

    /// <summary>Erases what is kept of a person anywhere but in the bookings.</summary>
    /// <param name="who">What was asked.</param>
    /// <param name="found">What is known of the person.</param>
    /// <param name="earlier">Messages that an earlier pass found: the board does not find those to the chats any more.</param>
    /// <param name="cancellationToken">Ends the wait for others.</param>
    private async Task<Pass> EraseTracesAsync(FindPerson who, PersonFound found, IReadOnlyCollection<Guid> earlier, CancellationToken cancellationToken)
    {
        var former = found.FormerBookingIds ?? [];
        var person = new PersonTraces(found.BookingIds, found.Names, found.Phones, found.Notes, found.ChatIds, former);
        await erasures.AddAsync(person);
        await accepted.ForgetAsync([.. found.BookingIds.Concat(former).Select(id => $"booking:{id}")]);
        HashSet<Guid> messages = [.. earlier, .. await statuses.ConcernedAsync(person)];
        await people.KeepAsync(who, new KeptPerson(found, messages));
        await accepted.ForgetAsync([.. messages.Select(id => $"message:{id:N}")]);
        var order = new EraseTraces { MessageIds = Texts(messages), FormerMessageIds = await OfAsync(former, messages), ChatIds = found.ChatIds, Names = found.Names, Phones = found.Phones, Notes = found.Notes };
        var traces = await AskAsync<EraseTraces, TracesErased>(order, "The Sender", cancellationToken);
        // Only now: by the board alone the messages to the chats are found when the call resumes.
        await statuses.EraseAsync(person);
        return new Pass(messages, await callbacks.EraseAsync(person), await trail.EraseAsync(person), traces.Orders, traces.Shadowed ?? 0, await waiting.EraseAsync(person, cancellationToken), await EraseFailedAsync(person, cancellationToken));
    }

    /// <summary>The messages about bookings that have another customer now; null for none.</summary>
    private async Task<IReadOnlyList<string>?> OfAsync(IReadOnlyList<string> former, HashSet<Guid> others) =>
        former.Count == 0 ? null : Texts((await statuses.ConcernedAsync(new PersonTraces(former, [], [], [], []))).Except(others));

    private static IReadOnlyList<string> Texts(IEnumerable<Guid> ids) => [.. ids.Select(id => id.ToString())];

    /// <summary>
    /// What an earlier call found together with what is found now. What a booking is now counts: one that was corrected meanwhile is another person's, or this person's again, and one that the search does not find
    /// was erased by the earlier call or is another person's (docs/decisions/0471). That the person of another's was erased is taken back.
    /// </summary>
    private async Task<PersonFound> BothAsync(PersonFound before, PersonFound now, CancellationToken cancellationToken)
    {
        var ofOthers = new List<string>(before.BookingIds.Intersect(now.FormerBookingIds ?? []));
        var named = new List<string>();
        foreach (var id in before.BookingIds.Except(now.BookingIds).ToList())
        {
            var answer = await publisher.AskForChangeAsync(new GetBooking { BookingId = id }, Timeout, answers => answers.On<BookingState>().On<BookingNotFound>(), cancellationToken) ?? throw NoAnswer("The service that has the bookings");
            if (answer is BookingState { Booking: { } booking } && booking.ClientName != PersonTraces.Erased)
            {
                named.Add(id);
            }
        }

        // The note of a booking whose customer of today was erased too is that customer's.
        await erasures.TakeBackAsync(named);
        ofOthers.AddRange(named.Except(ofOthers).ToList());
        return new PersonFound
        {
            BookingIds = [.. before.BookingIds.Except(ofOthers).Union(now.BookingIds)],
            FormerBookingIds = [.. (before.FormerBookingIds ?? []).Except(now.BookingIds).Union(now.FormerBookingIds ?? [])],
            Names = [.. before.Names.Union(now.Names)],
            Phones = [.. before.Phones.Union(now.Phones)],
            Notes = [.. before.Notes.Union(now.Notes)],
            ChatIds = [.. before.ChatIds.Union(now.ChatIds)],
        };
    }

    private static string[] Given(string? text) => text is null ? [] : [text];

    private async Task<int> EraseFailedAsync(PersonTraces person, CancellationToken cancellationToken) =>
        await errorQueues.Rewriting.AllAsync((type, body) => eraser.Clean(person, body, type), cancellationToken) ?? (errorQueues.HasBroker ? throw NoAnswer("The broker") : 0);

    private async Task<TAnswer> AskAsync<TQuestion, TAnswer>(TQuestion question, string whom, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class =>
        await publisher.AskForChangeAsync(question, Timeout, answers => answers.On<TAnswer>(), cancellationToken) as TAnswer
        ?? throw NoAnswer(whom);

    private static NoAnswerException NoAnswer(string whom) => new($"{whom} did not answer in time. What was erased stays so; make the same call again, and it goes on.");

    /// <summary>What one pass found and changed.</summary>
    private sealed record Pass(IReadOnlyCollection<Guid> Messages, int Callbacks, int AuditBodies, int Orders, int Shadowed, int Scheduled, int Failed);
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
