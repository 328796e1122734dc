using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Templates.Hosting;
using PhStudio.Messaging.WebhookProcessor.Staff.Outages;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Registers the staff's chats and people.</summary>
public static class StaffRegistration
{
    /// <summary>Reads <c>TELEGRAM_CHAT_ID</c>, <c>STAFF_CHATS</c>, <c>STAFF_FALLBACK_CHAT</c>, <c>STAFF_ROLES</c> and <c>STAFF_ANONYMOUS_ROLE</c>.</summary>
    public static void AddStaff(this IServiceCollection services, Settings settings)
    {
        var language = settings.Templates().DefaultLanguage;
        var chat = settings.Required("TELEGRAM_CHAT_ID", ChatId.Format, ChatId.IsValid);
        var table = StaffTable.Read(settings);
        var roles = StaffRoles.Parse(settings.Optional("STAFF_ROLES", StaffRoles.Format, text => StaffRoles.Parse(text) is not null)) ?? StaffRoles.None;
        var anonymous = settings.Optional("STAFF_ANONYMOUS_ROLE", StaffRoles.AnonymousFormat, text => StaffRoles.Named(text) is not null);

        var fallback = settings.Optional("STAFF_FALLBACK_CHAT", ChatId.Format, ChatId.IsValid);

        services.AddSingleton(new StaffChats(new StaffChat(chat, null, language), table).WithFallback(fallback is null ? null : new StaffChat(fallback, null, language)));
        services.AddSingleton<StaffFallback>();
        services.AddSingleton<OutageNotices>();
        services.AddSingleton<StaffOutages>();
        services.AddSingleton<StaffLanguages>().AddHostedService(provider => provider.GetRequiredService<StaffLanguages>());
        services.AddSingleton(roles.WithAnonymous(StaffRoles.Named(anonymous)));
        services.AddSingleton<StaffAuthorization>();
        services.AddSingleton<PinnedNames>();
        services.AddSingleton<StaffNumbers>().AddHostedService(provider => provider.GetRequiredService<StaffNumbers>());
        services.AddSingleton<ChatNames>();
        services.AddSingleton<StaffMoves>();
    }
}
