namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>A chat where staff decide.</summary>
/// <param name="ChatId">The chat's number as text, or its <c>@name</c>.</param>
/// <param name="ThreadId">The topic of a forum group; null for none.</param>
/// <param name="Language">The language of what is written there.</param>
public sealed record StaffChat(string ChatId, int? ThreadId, string Language);
