using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>The bot's own user name, which only the Sender can ask Telegram for. Asked once; it does not change while we run.</summary>
public sealed class BotName(IBus bus)
{
    private volatile string? _name;

    /// <summary>The name without <c>@</c>.</summary>
    /// <exception cref="RequestTimeoutException">The Sender does not answer.</exception>
    /// <exception cref="BotNameUnknownException">Telegram does not know the bot now.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_name is { } known)
        {
            return known;
        }

        var status = await StatusAsync(cancellationToken);
        return _name = status.BotUserName ?? throw new BotNameUnknownException();
    }

    /// <summary>What the Sender knows of the bot now.</summary>
    public async Task<BotStatus> StatusAsync(CancellationToken cancellationToken) =>
        (await bus.CreateRequestClient<GetBotStatus>(RequestTimeout.After(s: 5)).GetResponse<BotStatus>(new GetBotStatus(), cancellationToken)).Message;
}

/// <summary>The Sender does not know the bot's name yet: Telegram is unavailable, or the token is wrong. It may succeed later.</summary>
public sealed class BotNameUnknownException() : Exception("The Sender does not know the bot's name yet.");
