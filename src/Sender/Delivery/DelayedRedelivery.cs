using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Defers a message until its turn, through the message scheduler: it frees its place in the lane,
/// no attempt is used up, and it keeps its ids, its response address and its place in the order of the chat.
/// </summary>
internal static class DelayedRedelivery
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private const string PlaceHeader = "PhStudio-Place";
    internal const string PartsHeader = "PhStudio-In-Parts";
    internal const string ChoiceHeader = "PhStudio-Choice";
    internal const string CountHeader = "PhStudio-Comebacks";
    internal const string RequestsHeader = "PhStudio-Requests";
    private const string BegunHeader = "PhStudio-Begun";
    private const string RetriesHeader = "PhStudio-Retries";
    private const string RedeliveryHeader = "PhStudio-Retries-Of";

    /// <summary>The place that the message was given when it was deferred; null at its first delivery.</summary>
    public static long? Place(this ConsumeContext context) => context.Headers.Get<long>(PlaceHeader);

    /// <summary>How often it was tried again so far, counting those before it was last deferred: a deferral must not give it new attempts.</summary>
    /// <remarks>The count belongs to one redelivery: the next one begins at 0.</remarks>
    public static int Retries(this ConsumeContext context) =>
        (context.Headers.Get<int>(RedeliveryHeader) == context.GetRedeliveryCount() ? context.Headers.Get<int>(RetriesHeader) ?? 0 : 0) + context.GetRetryAttempt();

    /// <summary>
    /// True where an earlier delivery began and did not end: the process may have died, or failed.
    /// That delivery may have published nothing.
    /// </summary>
    public static bool WasBegun(this ConsumeContext context) =>
        context.ReceiveContext.Redelivered || context.Retries() > 0 || context.GetRedeliveryCount() > 0 || context.Headers.Get<bool>(BegunHeader) == true || context.WasReplayed();

    /// <summary>True where an operator moved it back from an error queue: that it failed once must not make it fail again.</summary>
    public static bool WasReplayed(this ConsumeContext context) => context.Headers.Get<bool>(ReplayedMessage.Header) == true;

    /// <summary>True where no earlier delivery can have left an entry in the ledger, as far as the broker and we can tell.</summary>
    public static bool IsFirst(this ConsumeContext context) => !context.WasBegun() && context.Deferrals() == 0;

    /// <summary>True where an earlier delivery may have sent a part of it.</summary>
    public static bool MayBeInParts(this ConsumeContext context) => context.WasBegun() || context.Headers.Get<bool>(PartsHeader) == true;

    /// <summary>How often it was deferred.</summary>
    public static int Deferrals(this ConsumeContext context) => context.Headers.Get<int>(CountHeader) ?? 0;

    /// <summary>How many requests were made for an edit, which has no entry in the ledger that counts them, before it was deferred.</summary>
    public static int Requests(this ConsumeContext context) => context.Headers.Get<int>(RequestsHeader) ?? 0;

    /// <summary>Delivers it again after <paramref name="wait"/>.</summary>
    public static Task DeferAsync<T>(this ConsumeContext<T> context, TimeSpan wait, long? place = null, int requests = 0, bool isInParts = false)
        where T : class
    {
        // At most a day at a time: a longer wait is several of them.
        var capped = wait > MaxWait ? MaxWait : wait;
        return context.Redeliver(capped > TimeSpan.Zero ? capped : TimeSpan.Zero, (_, sending) =>
        {
            CarryOn(context, sending);
            sending.Headers.Set(CountHeader, context.Deferrals() + 1);
            sending.Headers.Set(PlaceHeader, place);
            if (isInParts || context.Headers.Get<bool>(PartsHeader) == true)
            {
                sending.Headers.Set(PartsHeader, true);
            }

            if (requests > 0)
            {
                sending.Headers.Set(RequestsHeader, requests);
            }
        });
    }

    /// <summary>Publishes another order in its place, which carries on as this one would have: who waits for its end, its place, what was tried of it before.</summary>
    public static Task ReplaceAsync<T>(this ConsumeContext<T> context, T instead)
        where T : class => context.Publish(instead, sending =>
    {
        // Headers that are not its own MassTransit passes on by itself.
        (sending.RequestId, sending.ResponseAddress, sending.FaultAddress) = (context.RequestId, context.ResponseAddress, context.FaultAddress);
        CarryOn(context, sending);
    });

    /// <summary>Says of an order that is published again by an operator's choice that it may have an entry in the ledger, and by which choice.</summary>
    public static void MarkBegun(this SendContext sending, Guid? choice)
    {
        sending.Headers.Set(BegunHeader, true);
        sending.Headers.Set(ChoiceHeader, choice?.ToString());
    }

    /// <summary>The operator's choice by which it was published again; null for any other order.</summary>
    public static Guid? Choice(this ConsumeContext context) => Guid.TryParse(context.Headers.Get<string>(ChoiceHeader), out var choice) ? choice : null;

    private static void CarryOn(ConsumeContext context, SendContext sending)
    {
        // Neither waiting nor another order in its place is a redelivery, so the message keeps its count.
        sending.Headers.Set(MessageHeaders.RedeliveryCount, context.GetRedeliveryCount());
        sending.Headers.Set(BegunHeader, context.WasBegun());
        sending.Headers.Set(ChoiceHeader, context.Choice()?.ToString());
        sending.Headers.Set(RetriesHeader, context.Retries());
        sending.Headers.Set(RedeliveryHeader, context.GetRedeliveryCount());
    }
}
