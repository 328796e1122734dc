using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/language de|en|ru: in which language the bot speaks with this person, everywhere.</summary>
public sealed class LanguageCommand(UserLanguages languages, Localizer localizer, TimeProvider time)
{
    /// <summary>Chooses, and answers in the new language.</summary>
    public async Task RunAsync(CommandOrder order)
    {
        var chosen = order.Line.Argument.ToLowerInvariant();
        if (!localizer.Languages.Contains(chosen, StringComparer.Ordinal))
        {
            await order.ReplyAsync("language_usage");
            return;
        }

        await languages.ChooseAsync(order.UserId, chosen);
        await order.Context.Publish(new LanguageChosen { UserId = order.UserId, Language = chosen, ChosenAt = time.GetUtcNow() }, order.Context.CancellationToken);
        await (order with { Language = chosen }).ReplyAsync("language_set");
    }
}
