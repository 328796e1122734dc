namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>A field of a JSON parameter is missing or of a wrong type, in Telegram's words; <see cref="ApiParameters.Read{T}(Func{T}, string?)"/> makes the refusal of it.</summary>
internal sealed class UnreadableFieldException(string description) : Exception(description);
