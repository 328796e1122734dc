using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;


namespace PhStudio.Messaging.Sender.Content;

/// <summary>Remembers the language that a person chose. Running twice changes nothing; of two choices the later one counts, in whichever order they come.</summary>
public sealed class LanguageConsumer(ILanguageStore languages) : IConsumer<LanguageChosen>
{
    public Task Consume(ConsumeContext<LanguageChosen> context) =>
        languages.ChooseAsync(context.Message.UserId.ToString(CultureInfo.InvariantCulture), context.Message.Language, context.Message.ChosenAt);
}
