using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Who the bot is and whether Telegram accepts its token. A wrong token stops everything, and uses up no attempts (docs/telegram.md 21).</summary>
public sealed class BotIdentity(DeliveryPause pause)
{
    private const string WrongToken = "Telegram does not know the bot token";

    /// <summary>The bot, once Telegram has answered.</summary>
    public BotUser? Bot { get; private set; }

    /// <summary>What is wrong, in one sentence; null when nothing is.</summary>
    public string? Problem { get; private set; } = "Telegram was not asked yet";

    /// <summary>True from Telegram's refusal of the token until it knows the bot. A <c>getMe</c> that fails otherwise says nothing of other calls (docs/telegram.md 23).</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Reads Telegram's answer to <c>getMe</c>; null where it names no bot.</summary>
    internal BotUser? Take(TelegramResponse answer)
    {
        if (TelegramClient.ResultOf(answer, TelegramJson.Default.BotUser) is { } bot)
        {
            Known(bot);
            return bot;
        }

        switch (Classification.Classify(answer))
        {
            case TelegramOutcome.Unauthorised refusal:
                Refused(refusal);
                break;
            case TelegramOutcome.Transient { Why: var why }:
                Problem = $"Telegram does not answer ({why})";
                break;
            default:
                Problem = "Telegram does not answer (no usable answer)";
                break;
        }

        return null;
    }

    /// <summary>Telegram refused the bot: everything waits until it is known again.</summary>
    public void Refused(TelegramOutcome.Unauthorised refusal)
    {
        Problem = refusal.Why ?? WrongToken + ": TELEGRAM_BOT_TOKEN must be the one that BotFather gave";
        IsRefused = true;
        pause.Stop(WrongToken);
    }

    /// <summary>Telegram told who the bot is.</summary>
    public void Known(BotUser bot)
    {
        (Bot, Problem, IsRefused) = (bot, null, false);
        pause.Resume(WrongToken);
    }
}
