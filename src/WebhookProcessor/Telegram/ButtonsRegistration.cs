using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>Registers the signing of buttons and of customers' links.</summary>
public static class ButtonsRegistration
{
    private const string Format = "at least 32 characters, random, kept secret, the same in every WebhookProcessor";

    /// <summary>Reads <c>CALLBACK_SIGNING_KEY</c>, <c>CALLBACK_SIGNING_KEY_PREVIOUS</c>, <c>CLIENT_LINK_LIFE</c> <c>LEGACY_BUTTONS</c> and <c>EPHEMERAL</c>.</summary>
    public static void AddButtons(this IServiceCollection services, Settings settings)
    {
        var key = settings.NotGuessable("CALLBACK_SIGNING_KEY", settings.Secret("CALLBACK_SIGNING_KEY", Format, text => text.Length >= 32))!;
        var previous = settings.NotGuessable("CALLBACK_SIGNING_KEY_PREVIOUS", settings.OptionalSecret("CALLBACK_SIGNING_KEY_PREVIOUS", Format, text => text.Length >= 32));
        services.AddSingleton(new ButtonSigner(key, previous));
        services.AddSingleton(new LinkToken(key, previous));
        services.AddSingleton(new CustomerLinkOptions { Life = settings.Seconds("CLIENT_LINK_LIFE", new CustomerLinkOptions().Life) });
        services.AddSingleton(EphemeralOptions.Parse(settings.Text("EPHEMERAL", EphemeralOptions.Format, "auto", text => EphemeralOptions.Parse(text) is not null)) ?? new(IsOn: false));
        services.AddSingleton(new CallbackQueryOptions { LegacyButtons = settings.Flag("LEGACY_BUTTONS", fallback: false) });
    }
}
