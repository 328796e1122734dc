using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The language of a recipient: the order's, else the person's choice, else the chat's setting, else the studio's.</summary>
internal sealed class RecipientLanguages(ILanguageStore chosen, ChatLanguages chats)
{
    /// <summary>The language; null for the studio's default.</summary>
    public async Task<string?> OfAsync(string? ordered, string? chatId) =>
        ordered ?? (chatId is null ? null : await ChosenAsync(chatId) ?? chats.Of(chatId));

    // A text in time in the studio's language is better than a late one in the person's.
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
