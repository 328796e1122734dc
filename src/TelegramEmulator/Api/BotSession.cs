namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>The bot's standing with the server: <c>logOut</c> ends it, <c>close</c> lets it be moved to another server.</summary>
internal sealed class BotSession(TimeProvider clock)
{
    /// <summary>How long after its start a bot cannot be closed, unless the server itself started as lately.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private DateTimeOffset _serverStart = clock.GetUtcNow();
    private DateTimeOffset _start = clock.GetUtcNow();
    private bool _isLoggedOut;
    private bool _isClosed;

    /// <summary>What a call is answered instead; null mostly. A closed bot starts again with the next call.</summary>
    public TelegramRefusal? Refusal(string method)
    {
        lock (_gate)
        {
            if (_isLoggedOut)
            {
                return new TelegramRefusal(400, "Logged out");
            }

            if (!_isClosed)
            {
                return null;
            }

            if (method == "close")
            {
                return TelegramRefusal.BadRequest("the bot has already been closed");
            }

            _isClosed = false;
            _start = clock.GetUtcNow();
            return null;
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
            _isClosed = left <= TimeSpan.Zero || _start <= _serverStart + Settling ? true : throw TelegramRefusal.TooManyRequests((int)Math.Ceiling(left.TotalSeconds));
            return ApiAnswer.True();
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            (_isLoggedOut, _isClosed, _serverStart, _start) = (false, false, clock.GetUtcNow(), clock.GetUtcNow());
        }
    }
}
