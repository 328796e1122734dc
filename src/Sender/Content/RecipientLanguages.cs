using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>In which language a recipient is written to: the order's, else the person's choice, else the chat's setting, else the studio's.</summary>
internal sealed class RecipientLanguages(ILanguageStore chosen, ChatLanguages chats)
{
    /// <summary>The language; null for the studio's default.</summary>
    public async Task<string?> OfAsync(string? ordered, string? chatId) =>
        ordered ?? (chatId is null ? null : await ChosenAsync(chatId) ?? chats.Of(chatId));

    // A text in the studio's language in time is worth more than one in the person's after Redis is back.
    private async Task<string?> ChosenAsync(string chatId)
    {
        try
        {
            return await chosen.FindAsync(chatId);
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            return null;
        }
    }
}
