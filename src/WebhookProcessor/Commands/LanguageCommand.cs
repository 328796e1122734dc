using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/language ru|en: in which language the bot speaks with this person, everywhere.</summary>
public sealed class LanguageCommand(UserLanguages languages, Phrases phrases, TimeProvider time)
{
    /// <summary>Chooses, and answers in the new language.</summary>
    public async Task Run(CommandOrder order)
    {
        var chosen = order.Line.Argument.ToLowerInvariant();
        if (!phrases.Languages.Contains(chosen, StringComparer.Ordinal))
        {
            await order.Reply("language_usage");
            return;
        }

        await languages.Choose(order.UserId, chosen);
        await order.Context.Publish(new LanguageChosen { UserId = order.UserId, Language = chosen, ChosenAt = time.GetUtcNow() }, order.Context.CancellationToken);
        await (order with { Language = chosen }).Reply("language_set");
    }
}
