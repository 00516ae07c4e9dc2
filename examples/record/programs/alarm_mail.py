"""Sends one alarm as a mail, with the SMTP client of the Python library.

usage: alarm_mail.py RELAY SENDER RECIPIENT TEXT
"""
import smtplib
import sys
from email.message import EmailMessage

relay, sender, recipient, text = sys.argv[1:5]
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = sender, recipient, "Alarm"
mail.set_content(text)
with smtplib.SMTP(relay, 25, timeout=10, local_hostname=sender.split("@")[1]) as server:
    server.send_message(mail)
