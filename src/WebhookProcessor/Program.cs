using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.WebhookProcessor;

var builder = WebApplication.CreateBuilder(args);
builder.AddEnvFile();
builder.ListenOn("http://localhost:5083");
builder.RequireServers();
builder.AddServiceDefaults("webhook-processor");
builder.AddWebhookProcessor();
builder.AddMessageBus(bus => bus.AddWebhookProcessorConsumers());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
