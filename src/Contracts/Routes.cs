namespace PhStudio.Messaging.Contracts;

/// <summary>
/// Which queue gets which message: the one table that publishers and consumers share, so that a publisher can make sure
/// the queue exists before its consumer ever started, and no accepted message is lost for want of a bound queue.
/// </summary>
public static class Routes
{
    /// <summary>The booking decisions: the saga's own queue, in WebhookProcessor.</summary>
    public const string BookingDecision = "booking-decision";

    /// <summary>Questions for bookings, in WebhookProcessor, so that they do not wait behind decisions.</summary>
    public const string BookingQueries = "booking-queries";

    /// <summary>Presses of buttons, in WebhookProcessor.</summary>
    public const string TelegramPresses = "telegram-presses";

    /// <summary>Telegram's other updates, in WebhookProcessor.</summary>
    public const string TelegramUpdates = "telegram-updates";

    /// <summary>Groups that got another number, in WebhookProcessor.</summary>
    public const string ChatMoves = "chat-moves";

    /// <summary>What tells whether staff can be reached, in WebhookProcessor.</summary>
    public const string StaffOutages = "staff-outages";

    /// <summary>Edits of messages, in the Sender.</summary>
    public const string EditMessages = "edit-messages";

    /// <summary>What one member of a group sees, in the Sender.</summary>
    public const string EphemeralMessages = "ephemeral-messages";

    /// <summary>Answers to presses, in the Sender.</summary>
    public const string AnswerCallbacks = "answer-callbacks";

    /// <summary>Orders and questions about the bot itself, in the Sender.</summary>
    public const string BotAdministration = "bot-administration";

    /// <summary>The languages that people chose, in the Sender.</summary>
    public const string SenderLanguages = "sender-languages";

    /// <summary>Telegram's updates once more, in the Sender: they show which chats can be reached again.</summary>
    public const string SenderChatNews = "sender-chat-news";

    /// <summary>Presses once more, in the Sender, for the same. A queue of their own: a Sender of a release that does not look at presses would take them out of the other one, unconsumed.</summary>
    public const string SenderPressNews = "sender-press-news";

    /// <summary>What became of messages, in the Gateway.</summary>
    public const string MessageStates = "message-states";

    /// <summary>The callback to the platform, in the Gateway.</summary>
    public const string OutcomeCallbacks = "outcome-callbacks";

    /// <summary>The callback to the platform of messages that did not reach their readers, in the Gateway.</summary>
    public const string MessageCallbacks = "message-callbacks";

    /// <summary>Changes of the lists of bookings, within WebhookProcessor.</summary>
    public const string BookingLists = "booking-lists";

    /// <summary>Turned pages, within WebhookProcessor.</summary>
    public const string PageTurns = "page-turns";

    /// <summary>Awaited reasons, within WebhookProcessor.</summary>
    public const string ReasonPrompts = "reason-prompts";

    /// <summary>What a customer is told, within WebhookProcessor.</summary>
    public const string ClientMessages = "client-messages";

    /// <summary>Messages to be sent later, taken by whichever service is free.</summary>
    public const string RedisScheduler = "redis-scheduler";

    /// <summary>Start of the name of the lanes; <c>TELEGRAM_QUEUE_NAME</c> replaces it.</summary>
    public const string DefaultLanePrefix = "send";

    /// <summary>Routing key of the facts about messages that belong to a booking.</summary>
    public const string OfBooking = "booking";

    /// <summary>Routing key of the facts about messages that belong to none.</summary>
    public const string OfNoBooking = "other";

    private static readonly string[] RoutingKeys = [.. Enum.GetNames<Priority>().Select(name => name.ToLowerInvariant())];

    /// <summary>The queue of a lane.</summary>
    /// <param name="priority">Which lane.</param>
    /// <param name="prefix">Start of its name.</param>
    public static string Lane(Priority priority, string prefix = DefaultLanePrefix) => $"{prefix}-{RoutingKey(priority)}";

    /// <summary>The routing key of a lane: the priority's lower-case name.</summary>
    public static string RoutingKey(Priority priority) => RoutingKeys[(int)priority];

    /// <summary>All routes.</summary>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    public static IReadOnlyList<Route> All(string lanePrefix = DefaultLanePrefix) =>
    [
        new(typeof(BookingCreated), BookingDecision),
        new(typeof(BookingCancelled), BookingDecision),
        new(typeof(ConfirmBooking), BookingDecision),
        new(typeof(RejectBooking), BookingDecision),
        new(typeof(CancelBooking), BookingDecision),
        new(typeof(BookingRescheduled), BookingDecision),
        new(typeof(BookingChanged), BookingDecision),
        new(typeof(RefuseUndo), BookingDecision),
        new(typeof(ReopenBooking), BookingDecision),
        new(typeof(EraseBooking), BookingDecision),
        new(typeof(EraseFormerCustomer), BookingDecision),
        new(typeof(RenewBookingLink), BookingDecision),
        new(typeof(MessageSent), BookingDecision, OfBooking),
        new(typeof(MessageFailed), BookingDecision, OfBooking),
        new(typeof(GetBooking), BookingQueries),
        new(typeof(GetBookingLink), BookingQueries),
        new(typeof(ListBookings), BookingQueries),
        new(typeof(FindPerson), BookingQueries),
        new(typeof(ListStaffChats), BookingQueries),
        new(typeof(EraseTraces), BookingQueries),
        new(typeof(TelegramPressReceived), TelegramPresses),
        new(typeof(TelegramUpdateReceived), TelegramUpdates),
        new(typeof(TelegramUpdateReceived), SenderChatNews),
        new(typeof(TelegramPressReceived), SenderPressNews),
        .. Enum.GetValues<Priority>().Select(priority => new Route(typeof(SendMessage), Lane(priority, lanePrefix), RoutingKey(priority))),
        new(typeof(ChatMigrated), ChatMoves),
        new(typeof(MessageFailed), StaffOutages, OfBooking),
        new(typeof(MessageFailed), StaffOutages, OfNoBooking),
        new(typeof(ChatReachable), StaffOutages),
        new(typeof(EditMessage), EditMessages),
        new(typeof(SendEphemeral), EphemeralMessages),
        new(typeof(DeleteEphemeral), EphemeralMessages),
        new(typeof(AnswerCallback), AnswerCallbacks),
        new(typeof(LanguageChosen), SenderLanguages),
        new(typeof(SetBotWebhook), BotAdministration),
        new(typeof(DeleteBotWebhook), BotAdministration),
        new(typeof(GetBotStatus), BotAdministration),
        new(typeof(ResolveUnknown), BotAdministration),
        new(typeof(DeleteMessage), BotAdministration),
        new(typeof(SetBotCommands), BotAdministration),
        new(typeof(ListChats), BotAdministration),
        new(typeof(RecheckChat), BotAdministration),
        new(typeof(GetChatRights), BotAdministration),
        new(typeof(EraseTraces), BotAdministration),
        new(typeof(MessageFailed), MessageStates, OfBooking),
        new(typeof(MessageFailed), MessageStates, OfNoBooking),
        new(typeof(MessageExpired), MessageStates),
        new(typeof(MessageUnknown), MessageStates),
        new(typeof(MessageProgressed), MessageStates),
        new(typeof(MessageFailed), MessageCallbacks, OfBooking),
        new(typeof(MessageFailed), MessageCallbacks, OfNoBooking),
        new(typeof(MessageExpired), MessageCallbacks),
        new(typeof(ChatUnreachable), MessageCallbacks),
        new(typeof(BookingConfirmed), OutcomeCallbacks),
        new(typeof(BookingRejected), OutcomeCallbacks),
        new(typeof(BookingExpired), OutcomeCallbacks),
        new(typeof(BookingCancelled), OutcomeCallbacks),
        new(typeof(BookingReopened), OutcomeCallbacks),
        new(typeof(BookingConflict), OutcomeCallbacks),
    ];

    /// <summary>Former routes: their bindings are removed at a broker that has them.</summary>
    public static IReadOnlyList<Route> Retired { get; } =
    [
        new(typeof(MessageSent), MessageStates, OfBooking),
        new(typeof(MessageSent), MessageStates, OfNoBooking),
        new(typeof(TelegramPressReceived), SenderChatNews),
    ];

    /// <summary>
    /// Every queue that one of our services takes messages from: those of the routes, and those whose messages never leave their service,
    /// so that no publisher need declare them. What an operator is shown, and may move back from an error queue, is this list.
    /// </summary>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    public static IReadOnlyList<string> Queues(string lanePrefix = DefaultLanePrefix) =>
        [.. All(lanePrefix).Select(route => route.Queue).Distinct(), BookingLists, PageTurns, ReasonPrompts, ClientMessages, RedisScheduler];

    /// <summary>What only asks, and changes nothing: a caller that gave up asks again, so that one that failed is kept for nobody. <see cref="SendEphemeral"/> is one where its answer is awaited.</summary>
    public static IReadOnlyList<Type> Questions { get; } =
    [
        typeof(GetBooking), typeof(GetBookingLink), typeof(ListBookings), typeof(FindPerson), typeof(ListStaffChats), typeof(GetBotStatus), typeof(ListChats), typeof(GetChatRights), typeof(SendEphemeral),
    ];

    /// <summary>The routing key of a message whose type travels over a direct exchange; null for every other type.</summary>
    public static string? RoutingKeyOf(object message) => message switch
    {
        SendMessage send => RoutingKey(send.Priority),
        MessageSent sent => sent.BookingId is null ? OfNoBooking : OfBooking,
        MessageFailed failed => failed.BookingId is null ? OfNoBooking : OfBooking,
        _ => null,
    };
}

/// <summary>One row of <see cref="Routes"/>.</summary>
/// <param name="Message">The message's type.</param>
/// <param name="Queue">The queue that gets it.</param>
/// <param name="RoutingKey">The key it is bound with where the type travels over a direct exchange, else null.</param>
public sealed record Route(Type Message, string Queue, string? RoutingKey = null);
