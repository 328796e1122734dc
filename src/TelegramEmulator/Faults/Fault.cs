namespace PhStudio.Messaging.TelegramEmulator.Faults;

/// <summary>What can go wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>429 with <see cref="Fault.RetryAfter"/>; the chat, or with scope <c>bot</c> everything, then refuses that long.</summary>
    TooManyRequests,

    /// <summary>5xx in Telegram's JSON; <see cref="Fault.Status"/> chooses which.</summary>
    ServerError,

    /// <summary>502 with an HTML page, as Telegram's front gives it.</summary>
    HtmlPage,

    /// <summary>401, as if the token were revoked.</summary>
    Unauthorised,

    /// <summary>The connection is cut before anything of the request is read.</summary>
    Refuse,

    /// <summary>The request is read, nothing is done, the connection is cut.</summary>
    CutBefore,

    /// <summary>The request is carried out, then the connection is cut instead of an answer.</summary>
    CutAfter,

    /// <summary>The request is carried out after <see cref="Fault.DelayMs"/>.</summary>
    Delay,

    /// <summary>Nothing is done and no answer comes until the client gives up.</summary>
    Hang,

    /// <summary>The request is carried out and no answer comes until the client gives up.</summary>
    HangAfter,

    /// <summary>403, the person blocked the bot.</summary>
    Blocked,

    /// <summary>403, the person's account is gone.</summary>
    Deactivated,

    /// <summary>403, the bot was thrown out.</summary>
    Kicked,

    /// <summary>400, the group has a new number: <see cref="Fault.NewChatId"/>.</summary>
    Migrated,

    /// <summary>400, there is no such chat.</summary>
    ChatNotFound,

    /// <summary>400, there is no such topic.</summary>
    ThreadNotFound,

    /// <summary>400, the bot may not write there.</summary>
    Forbidden,

    /// <summary>409.</summary>
    Conflict,

    /// <summary>404, as from a server that does not know the method.</summary>
    MethodNotFound,

    /// <summary>
    /// The call meets a server of before Bot API 10.2: a disabled button is refused, <c>ephemeral_message_parameters</c> are ignored, so that
    /// everybody sees the message, and <c>setMySettings</c> and the ephemeral methods are 404.
    /// </summary>
    OlderServer,

    /// <summary>502 from a proxy whose page quotes the whole address, with the token.</summary>
    QuotingProxy,
}

/// <summary>A fault in waiting: which calls it meets, how often, and what it does to them.</summary>
public sealed record Fault
{
    /// <summary>Given by the emulator.</summary>
    public int Id { get; init; }

    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Only calls of this method; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Only calls for this chat; null for all.</summary>
    public long? ChatId { get; init; }

    /// <summary>How many calls it meets before it is spent; null until it is cleared.</summary>
    public int? Count { get; init; }

    /// <summary>How likely a call is met, above 0 to 1. Default: 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The wait that a 429 asks for, in seconds. Default: 3.</summary>
    public int RetryAfter { get; init; } = 3;

    /// <summary>Whom a 429 is for: <c>call</c> (this call only), <c>chat</c> or <c>bot</c> (then that long everything of it). Default: <c>call</c>.</summary>
    public string Scope { get; init; } = "call";

    /// <summary>The status of a server error, 500-599. Default: 500.</summary>
    public int Status { get; init; } = 500;

    /// <summary>A wait before whatever it does, in milliseconds. Default: 0.</summary>
    public int DelayMs { get; init; }

    /// <summary>The supergroup's number of <see cref="FaultKind.Migrated"/>. Default: one made from the old number.</summary>
    public long? NewChatId { get; init; }

    /// <summary>How many calls it met so far.</summary>
    public int Met { get; init; }
}
