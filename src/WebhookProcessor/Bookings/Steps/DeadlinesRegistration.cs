using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

public static class DeadlinesRegistration
{
    /// <summary>Reads the settings that <see cref="DeadlineOptions"/> names.</summary>
    public static void AddDeadlines(this IServiceCollection services, Settings settings, RetentionOptions retention)
    {
        var defaults = new DeadlineOptions();
        services.AddSingleton(new DeadlineOptions
        {
            RemindAfter = settings.Seconds("DECISION_REMIND_AFTER", defaults.RemindAfter),
            RemindTimes = settings.Whole("DECISION_REMIND_TIMES", defaults.RemindTimes, 0, 10),
            EscalateAfter = settings.Seconds("DECISION_ESCALATE_AFTER", defaults.EscalateAfter),
            ExpireAfter = settings.Seconds("DECISION_EXPIRE_AFTER", defaults.ExpireAfter),
            UndoWindow = settings.Seconds("UNDO_WINDOW", defaults.UndoWindow),
            RemindClientBefore = settings.Seconds("CLIENT_REMIND_BEFORE", defaults.RemindClientBefore),
            QuietHours = QuietHours.Parse(settings.Optional("QUIET_HOURS", QuietHours.Format, text => QuietHours.Parse(text) is not null)),
            QuietAsk = settings.Flag("QUIET_ASK", defaults.QuietAsk),
            ForgetAfter = retention.Bookings,
        });
        services.AddSingleton<DeadlinePlan>();
        services.AddSingleton<DeadlineSteps>();
        services.AddSingleton<SnoozeSteps>();
        services.AddSingleton<OverdueDecisions>();
        services.AddHostedService(provider => provider.GetRequiredService<OverdueDecisions>());
    }
}
