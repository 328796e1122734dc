namespace PhStudio.Messaging.WebhookProcessor.Customers;

/// <summary>The customer as the bot knows him or her.</summary>
/// <param name="ChatId">The private chat with the bot.</param>
/// <param name="Language">The customer's language; null for the studio's.</param>
public sealed record Client(string ChatId, string? Language);
