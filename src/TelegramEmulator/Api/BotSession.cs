namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>The bot's standing with the server: <c>logOut</c> ends it, <c>close</c> lets it be moved to another server.</summary>
internal sealed class BotSession(TimeProvider clock)
{
    /// <summary>How long after its start a bot cannot be closed.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private DateTimeOffset _start = clock.GetUtcNow();
    private bool _isLoggedOut;
    private bool _isClosing;

    /// <summary>What a call is answered instead; null mostly. A closed bot starts again with the call after the refused one.</summary>
    public TelegramRefusal? Refusal(string method)
    {
        lock (_gate)
        {
            if (_isLoggedOut)
            {
                return new TelegramRefusal(400, "Logged out");
            }

            if (!_isClosing || method == "close")
            {
                return null;
            }

            _isClosing = false;
            _start = clock.GetUtcNow();
            return new TelegramRefusal(500, "Internal Server Error: restart");
        }
    }

    public ApiAnswer LogOut()
    {
        lock (_gate)
        {
            _isLoggedOut = true;
            return ApiAnswer.True();
        }
    }

    public ApiAnswer Close()
    {
        lock (_gate)
        {
            var left = _start + Settling - clock.GetUtcNow();
            _isClosing = left <= TimeSpan.Zero ? true : throw TelegramRefusal.TooManyRequests((int)Math.Ceiling(left.TotalSeconds));
            return ApiAnswer.True();
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            (_isLoggedOut, _isClosing, _start) = (false, false, clock.GetUtcNow());
        }
    }
}
