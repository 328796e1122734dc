namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>The customer as the bot knows him or her.</summary>
/// <param name="ChatId">The private chat with the bot.</param>
/// <param name="Language">In which language the customer is told as long as he or she chooses none by /language; null for the studio's.</param>
/// <param name="HeardAt">Of when the last word is that reaches or does not reach him or her; null where there is none.</param>
public sealed record Customer(string ChatId, string? Language, DateTimeOffset? HeardAt = null);
