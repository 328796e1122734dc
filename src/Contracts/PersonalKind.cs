namespace PhStudio.Messaging.Contracts;

/// <summary>What a member that is <see cref="PersonalAttribute">personal</see> says of a person, and so how the person is looked for elsewhere.</summary>
public enum PersonalKind
{
    /// <summary>A text that stands for itself: an equal text elsewhere is the person's too.</summary>
    Text,

    /// <summary>A name: it is looked for in every text.</summary>
    Name,

    /// <summary>A phone number: its digits are looked for in every text.</summary>
    Phone,

    /// <summary>The number of a private chat: it is looked for in every text, and goes away itself.</summary>
    Chat,

    /// <summary>Something that is looked for nowhere else, and goes away itself, such as pictures.</summary>
    Detail,
}
