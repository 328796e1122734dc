namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>The bot's standing with the server: <c>logOut</c> ends it, <c>close</c> lets it be moved to another server.</summary>
internal sealed class BotSession(TimeProvider clock)
{
    /// <summary>How long after its start a bot cannot be closed.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private DateTimeOffset start = clock.GetUtcNow();
    private bool isLoggedOut;
    private bool isClosing;

    /// <summary>What a call is answered instead; null mostly. A closed bot starts again with the call after the refused one.</summary>
    public TelegramRefusal? Refusal(string method)
    {
        lock (gate)
        {
            if (isLoggedOut)
            {
                return new TelegramRefusal(400, "Logged out");
            }

            if (!isClosing || method == "close")
            {
                return null;
            }

            isClosing = false;
            start = clock.GetUtcNow();
            return new TelegramRefusal(500, "Internal Server Error: restart");
        }
    }

    public ApiAnswer LogOut()
    {
        lock (gate)
        {
            isLoggedOut = true;
            return ApiAnswer.True();
        }
    }

    public ApiAnswer Close()
    {
        lock (gate)
        {
            var left = start + Settling - clock.GetUtcNow();
            isClosing = left <= TimeSpan.Zero ? true : throw TelegramRefusal.TooManyRequests((int)Math.Ceiling(left.TotalSeconds));
            return ApiAnswer.True();
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            (isLoggedOut, isClosing, start) = (false, false, clock.GetUtcNow());
        }
    }
}
