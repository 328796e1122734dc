namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>What a button says once its signature was checked.</summary>
/// <param name="Action">What it asks for.</param>
/// <param name="Booking">The booking's correlation id; empty where the button belongs to none.</param>
/// <param name="Version">The keyboard that it stands on: an undone decision gets a new keyboard, and the older one is outdated.</param>
/// <param name="Argument">What the action needs besides, such as which reason.</param>
public readonly record struct Button(ButtonAction Action, Guid Booking, ushort Version = 0, ushort Argument = 0);
