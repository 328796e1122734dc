using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Carries out a choice of language, by a command or a button: a manager's in a staff chat is the chat's, anybody else's is his or her own.</summary>
public sealed class LanguageChoice(StaffChats chats, StaffLanguages staff, UserLanguages people, TimeProvider time)
{
    /// <summary>Chooses.</summary>
    /// <param name="context">The update, or the press.</param>
    /// <param name="names">All that the group goes by where it was chosen; none in a private chat.</param>
    /// <param name="userId">By whom.</param>
    /// <param name="role">What that person may do.</param>
    /// <param name="language">Which one.</param>
    /// <returns>The template that says so.</returns>
    public async Task<string> ChooseAsync(ConsumeContext context, IReadOnlyList<string> names, long userId, Role role, string language)
    {
        if (role >= Role.Manager && chats.NameOf(names) is { } name)
        {
            await staff.ChooseAsync(name, language);
            return "language_set_chat";
        }

        await people.ChooseAsync(userId, language);
        await context.Publish(new LanguageChosen { UserId = userId, Language = language, ChosenAt = time.GetUtcNow() }, context.CancellationToken);
        return "language_set";
    }
}
