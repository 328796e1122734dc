using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/language de|en|ru, or /language and a button: in which language the bot speaks with this person, everywhere, or, by a manager, in this staff chat.</summary>
public sealed class LanguageCommand(LanguageChoice choice, ChatNames names, ButtonSigner signer, Localizer localizer) : ICommand
{
    /// <summary>Chooses, and answers in the new language.</summary>
    public async Task RunAsync(CommandOrder order)
    {
        var chosen = order.Line.Argument.ToLowerInvariant();
        if (!localizer.Languages.Contains(chosen, StringComparer.Ordinal))
        {
            await order.ReplyAsync("language_usage", Buttons(order));
            return;
        }

        if (order.IsAnonymous && order.Role < Role.Manager)
        {
            // Nobody knows whose choice it is, and what is written as the group is answered in the chat's language.
            await order.ReplyAsync("command_not_allowed", ("command", "/" + order.Line.Name));
            return;
        }

        var told = await choice.ChooseAsync(order.Context, order.Message.Chat.IsPrivate ? [] : await names.OfAsync(order.Message.Chat), order.UserId, order.Role, chosen);
        await (order with { Language = chosen }).ReplyAsync(told);
    }

    // Each language by its own name, so that nobody has to read another one to find it.
    private JsonElement Buttons(CommandOrder order) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["inline_keyboard"] = new JsonArray([.. localizer.Languages.Select(language => (JsonNode)new JsonArray(new JsonObject
        {
            ["text"] = localizer.Of("button_language", language),
            ["callback_data"] = signer.Write(new Button(ButtonAction.Language, Guid.Empty, Argument: LanguageButton.Write(language)), order.ChatId),
        }))]),
    });
}
