namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Registers the commands' classes; which command is what stands in <see cref="CommandList"/>.</summary>
public static class CommandsRegistration
{
    /// <summary>Adds all of them, and the menu.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddSingleton<CommandList>()
        .AddSingleton<EphemeralReplies>()
        .AddSingleton<StartCommand>()
        .AddSingleton<HelpCommand>()
        .AddSingleton<StatusCommand>()
        .AddSingleton<PendingList>()
        .AddSingleton<PendingCommand>()
        .AddSingleton<TodayCommand>()
        .AddSingleton<WeekCommand>()
        .AddSingleton<BookingCommand>()
        .AddSingleton<ReopenCommand>()
        .AddSingleton<LanguageChoice>()
        .AddSingleton<LanguageCommand>()
        .AddHostedService<CommandMenu>();
}
